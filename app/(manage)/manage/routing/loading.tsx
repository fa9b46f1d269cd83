import { ScreenLoading } from '@/app/_ui/screen-loading'

export default function Loading() {
  return <ScreenLoading />
}
