import { NothingHere } from '@/app/_ui/nothing-here'

/** Inside the area's own frame, which already is the page's main part. */
export default function NotFound() {
  return <NothingHere area="manage" home="/manage" />
}
