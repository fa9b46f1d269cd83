'use client'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'

/**
 * The text of a filter field, synchronised with the one in the URL: typed text is passed on after a pause of `restMs`,
 * and a change of the URL, as by Back, is shown in the field.
 */
export function useTypedFilter(inAddress: string, handOver: (text: string) => void, restMs = 250) {
  const [typed, setTyped] = useState(inAddress)
  const handed = useRef(inAddress)
  const newest = useRef(inAddress)
  const later = useDebouncedCallback((text: string) => {
    // The text was cleared or replaced meanwhile, so this one is obsolete.
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
