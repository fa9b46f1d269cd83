'use client'
import { useEffect, useRef } from 'react'
import { flushSync } from 'react-dom'

/** Shows what belongs on paper right before the browser prints. */
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
