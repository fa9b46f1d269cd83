import type { ComponentProps } from 'react'

/** Stands in for next/link, which needs the router of a running application. */
export default function Link({ prefetch: _, ...props }: ComponentProps<'a'> & { prefetch?: boolean }) {
  return <a {...props} />
}
