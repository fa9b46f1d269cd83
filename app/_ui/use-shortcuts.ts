'use client'
import { useEffect, useRef } from 'react'
import { focusKindOf, shortcutOf } from './shortcut-keys'

/**
 * Handles the shortcuts of a screen, named as in `shortcutOf`. They do nothing during an IME composition, in a text
 * field (except with Ctrl or Cmd), on a control that the key activates itself, and behind an open dialog.
 */
export function useShortcuts(handlers: Record<string, (event: KeyboardEvent) => void>, enabled = true) {
  const latest = useRef(handlers)
  useEffect(() => {
    latest.current = handlers
  })
  useEffect(() => {
    if (!enabled) return
    const onKeyDown = (event: KeyboardEvent) => {
      const name = shortcutOf(event, focusKindOf(event.target instanceof Element ? event.target : null))
      const handler = name === null ? undefined : latest.current[name]
      if (!handler || document.querySelector('[role=dialog][aria-modal=true]')) return
      event.preventDefault()
      handler(event)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [enabled])
}
