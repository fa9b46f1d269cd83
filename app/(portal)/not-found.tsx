import { NothingHere } from '@/app/_ui/nothing-here'

/** Rendered inside the area's frame, which already contains the page's `main` element. */
export default function NotFound() {
  return <NothingHere area="portal" home="/tickets" />
}
