'use client'
import { useIdleQueries } from '@/app/_trpc/use-idle-queries'
import { type FailedProps, FailedScreen } from '@/app/_ui/failed-screen'

export default function Failed(props: FailedProps) {
  return <FailedScreen {...props} onAgain={useIdleQueries()} area="portal" home="/tickets" />
}
