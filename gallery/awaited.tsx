import { type ReactNode, Suspense, use, useState } from 'react'

const Inside = ({ element }: { element: Promise<ReactNode> }) => use(element)

/** Shows what an asynchronous component of the server returns. */
export function Awaited({ element }: { element: Promise<ReactNode> }) {
  const [once] = useState(() => element)
  return (
    <Suspense>
      <Inside element={once} />
    </Suspense>
  )
}
