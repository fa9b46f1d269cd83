'use client'
import { type FailedProps, FailedScreen } from '@/app/_ui/failed-screen'

export default function Failed(props: FailedProps) {
  return <FailedScreen {...props} area="portal" home="/tickets" />
}
