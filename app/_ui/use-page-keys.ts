'use client'
import { useEffect, useRef } from 'react'

/** Elements and surfaces in which a letter means itself: a key pressed there is theirs. */
const ownMeaning =
  'input, textarea, select, [contenteditable]:not([contenteditable="false"]), [role="dialog"], [role="menu"], [role="listbox"], [role="combobox"]'

/** Whether a key press is free for a shortcut of the page. */
export function isFreeKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return false
  if (event.metaKey || event.ctrlKey || event.altKey) return false
  return !(event.target instanceof Element && event.target.closest(ownMeaning))
}

/**
 * Single-key shortcuts of a page. They never act on Enter or Space, which belong to the element that has the focus, nor
 * while an input method composes, nor inside fields, menus and dialogs.
 */
export function usePageKeys(keys: Record<string, () => void>): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const act = latest.current[event.key.toLowerCase()]
      if (!act || event.key === 'Enter' || event.key === ' ' || !isFreeKey(event)) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
}
