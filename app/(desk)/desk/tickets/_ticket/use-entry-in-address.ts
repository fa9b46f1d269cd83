'use client'
import { useEffect, useRef } from 'react'
import { bringIntoView } from '@/app/_ui/bring-into-view'
import { useAddress } from '@/app/_ui/use-address'

/**
 * Scrolls to the entry of the timeline that the address names (`?entry=`, as the inbox links to it) and gives it the
 * focus, once, as soon as it is there.
 * @param version changes when the timeline may have a new entry
 */
export function useEntryInAddress(version: number | undefined): void {
  const [params] = useAddress()
  const entry = params.get('entry')
  const done = useRef<string | null>(null)
  useEffect(() => {
    if (version === undefined || entry === null || entry === done.current) return
    const element = document.querySelector<HTMLElement>(`[data-entry="${CSS.escape(entry)}"]`)
    if (!element) return
    done.current = entry
    bringIntoView(element)
    element.tabIndex = -1
    element.focus({ preventScroll: true })
  }, [entry, version])
}
