'use client'
import { useRef } from 'react'
import { useShortcuts } from '@/app/_ui/use-shortcuts'
import type { QueueFilter } from '@/server/tickets/reading/schema'

/** The letter of each built-in view, after G. */
export const viewLetters: Readonly<Record<string, QueueFilter['view']>> = {
  o: 'open',
  m: 'mine',
  e: 'team',
  u: 'unassigned',
  d: 'due_soon',
  b: 'breached',
  w: 'waiting',
  z: 'snoozed',
  r: 'resolved',
  l: 'all',
}

/** How long G waits for its letter. */
const waitMs = 1_500

/**
 * Returns what a key does: goes to a view, when it follows G in time, or its own action. Pure.
 * @param sinceG milliseconds since G was pressed; null when the key before was another
 */
export function meaningOf(key: string, sinceG: number | null): { view: QueueFilter['view'] } | 'act' {
  const view = viewLetters[key]
  return sinceG !== null && sinceG <= waitMs && view ? { view } : 'act'
}

/** The keys of the queue: single ones, and G followed by the letter of a view. */
export function useQueueKeys(
  actions: Record<string, (event: KeyboardEvent) => void>,
  goTo: (view: QueueFilter['view']) => void,
): void {
  const g = useRef<number | null>(null)
  const press = (key: string) => (event: KeyboardEvent) => {
    const meaning = meaningOf(key, g.current === null ? null : event.timeStamp - g.current)
    g.current = null
    if (meaning === 'act') actions[key]?.(event)
    else goTo(meaning.view)
  }
  const keys = new Set([...Object.keys(actions), ...Object.keys(viewLetters)])
  useShortcuts({
    ...Object.fromEntries([...keys].map((key) => [key, press(key)])),
    g: ({ timeStamp }) => {
      g.current = timeStamp
    },
  })
}
