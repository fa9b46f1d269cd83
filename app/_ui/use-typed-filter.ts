'use client'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'

/**
 * The text of a filter's field beside the one in the address: what is typed is handed over when typing rests, and what
 * Back brings is shown.
 */
export function useTypedFilter(inAddress: string, handOver: (text: string) => void, restMs = 250) {
  const [typed, setTyped] = useState(inAddress)
  const handed = useRef(inAddress)
  const newest = useRef(inAddress)
  const later = useDebouncedCallback((text: string) => {
    // Cleared or replaced meanwhile: what rested here is not what the reader wants any more.
    if (text !== newest.current) return
    handed.current = text.trim()
    handOver(text.trim())
  }, restMs)
  useEffect(() => {
    if (inAddress === handed.current) return
    handed.current = inAddress
    newest.current = inAddress
    setTyped(inAddress)
  }, [inAddress])
  return {
    value: typed,
    change: (text: string) => {
      newest.current = text
      setTyped(text)
      later(text)
    },
    clear: () => {
      newest.current = ''
      handed.current = ''
      setTyped('')
      handOver('')
    },
  }
}
