import { notFound } from 'next/navigation'

/** An address of this area that does not exist is answered inside its frame. */
export default function Page(): never {
  notFound()
}
