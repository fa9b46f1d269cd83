'use client'
import { usePathname, useSearchParams } from 'next/navigation'
import { useEffect, useState } from 'react'
import css from './ui.module.css'

/** Returns the URL of another page of this application that a plain click opens; else null. */
function followed(event: MouseEvent): URL | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || link.target || link.hasAttribute('download')) return null
  const url = new URL(link.href, location.href)
  return url.origin === location.origin && url.pathname !== location.pathname ? url : null
}

/**
 * A progress bar at the top from a click on a link until its page is shown. It appears only after 200 ms, so that it
 * does not flash for fast pages.
 */
export function NavigationProgress() {
  const address = `${usePathname()}?${useSearchParams()}`
  const [from, setFrom] = useState<string | null>(null)
  useEffect(() => {
    const start = (event: MouseEvent) => {
      if (followed(event)) setFrom(address)
    }
    document.addEventListener('click', start)
    return () => document.removeEventListener('click', start)
  }, [address])
  return from === address ? <div className={css.progress} aria-hidden data-print="hide" /> : null
}
