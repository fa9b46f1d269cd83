'use client'
import { useEffect, useRef } from 'react'

const intents = new EventTarget()
const name = 'resolve'

/** Resolving is done with an answer: the button in the ticket's head asks the composer to prepare one. */
export const askToResolve = () => intents.dispatchEvent(new Event(name))

/** Runs `prepare` whenever the head of the ticket asks for a resolving answer. */
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
