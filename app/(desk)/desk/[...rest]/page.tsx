import { notFound } from 'next/navigation'

/** Shows "not found" inside the area's frame for an unknown URL of this area. */
export default function Page(): never {
  notFound()
}
