'use client'
import { useEffect, useRef } from 'react'

const intents = new EventTarget()
const name = 'resolve'

/** Asks the composer to prepare a resolving answer, because resolving requires one; called by the ticket's header. */
export const askToResolve = () => intents.dispatchEvent(new Event(name))

/** Runs `prepare` whenever the ticket's header asks for a resolving answer. */
export function useResolveIntent(prepare: () => void): void {
  const latest = useRef(prepare)
  useEffect(() => {
    latest.current = prepare
  })
  useEffect(() => {
    const run = () => latest.current()
    intents.addEventListener(name, run)
    return () => intents.removeEventListener(name, run)
  }, [])
}
