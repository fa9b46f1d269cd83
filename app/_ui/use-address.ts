'use client'
import { useSearchParams } from 'next/navigation'
import { useCallback } from 'react'

export type AddressChange = Record<string, string | null | undefined>

/** Returns the query of a URL after a change; null, undefined and empty values are left out. Pure. */
export function changedQuery(query: string, change: AddressChange): string {
  const params = new URLSearchParams(query)
  for (const [name, value] of Object.entries(change)) {
    if (value) params.set(name, value)
    else params.delete(name)
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/**
 * A list's search, view, filters and page, stored in the URL so that Back, reload and a copied link show the same. A
 * choice adds an entry to the browser's history; typing replaces the newest entry.
 */
export function useAddress(): [URLSearchParams, (change: AddressChange, how?: 'push' | 'replace') => void] {
  const params = useSearchParams()
  // Based on the current URL, not on the last rendered one: the screen renders later than the choice, and text typed in
  // between must not revert the choice.
  const change = useCallback((wanted: AddressChange, how: 'push' | 'replace' = 'push') => {
    const { pathname, search } = window.location
    const next = changedQuery(search, wanted)
    if (next === changedQuery(search, {})) return
    if (how === 'push') window.history.pushState(null, '', `${pathname}${next}`)
    else window.history.replaceState(null, '', `${pathname}${next}`)
  }, [])
  return [params, change]
}
