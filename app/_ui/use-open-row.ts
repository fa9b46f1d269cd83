'use client'
import { useRouter } from 'next/navigation'
import { type MouseEvent, useCallback } from 'react'

/**
 * Opens a row's URL when a part of it is clicked that is neither a link nor a button, because hints cover the row's
 * link. Selecting text opens nothing; with Ctrl or Cmd the URL opens in a new tab.
 */
export function useOpenRow(): (href: string) => (event: MouseEvent<HTMLElement>) => void {
  const router = useRouter()
  return useCallback(
    (href) => (event) => {
      if (event.defaultPrevented || (event.target instanceof Element && event.target.closest('a, button, input')))
        return
      if (window.getSelection()?.toString()) return
      if (event.metaKey || event.ctrlKey) window.open(href, '_blank', 'noopener')
      else router.push(href)
    },
    [router],
  )
}
