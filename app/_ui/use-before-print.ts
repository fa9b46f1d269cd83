'use client'
import { useEffect, useRef } from 'react'
import { flushSync } from 'react-dom'

/** Calls `show` right before the browser prints, to show what belongs on paper. */
export function useBeforePrint(show: () => void): void {
  const latest = useRef(show)
  useEffect(() => {
    latest.current = show
  })
  useEffect(() => {
    const prepare = () => flushSync(() => latest.current())
    window.addEventListener('beforeprint', prepare)
    return () => window.removeEventListener('beforeprint', prepare)
  }, [])
}
