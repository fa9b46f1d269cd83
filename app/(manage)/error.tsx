'use client'
import { useForgetIdle } from '@/app/_trpc/use-forget-idle'
import { type FailedProps, FailedScreen } from '@/app/_ui/failed-screen'

export default function Failed(props: FailedProps) {
  return <FailedScreen {...props} onAgain={useForgetIdle()} area="manage" home="/manage" />
}
