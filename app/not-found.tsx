import { NothingHere } from './_ui/nothing-here'

export default function NotFound() {
  return (
    <main>
      <NothingHere area="root" home="/" />
    </main>
  )
}
