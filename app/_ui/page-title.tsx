'use client'
import { useEffect } from 'react'
import { useDeskStatus } from './desk-status'

const marked = /^\((?:\d+|\?)\) (?:● )?/
const icon = '/icon-page.svg'

/**
 * Marks the browser tab while pages of the reader are unacknowledged: "(2) ● Queue · Nightdesk" and a red icon; "(?)"
 * while the status is unknown. The mark is kept when the title changes meanwhile.
 */
export function PageTitle() {
  const { status, unknown } = useDeskStatus()
  const count = status?.waiting.mine ?? 0
  const mark = unknown ? '(?) ' : count > 0 ? `(${count}) ● ` : ''
  useEffect(() => {
    const apply = () => {
      const wanted = `${mark}${document.title.replace(marked, '')}`
      if (document.title !== wanted) document.title = wanted
    }
    apply()
    const observer = new MutationObserver(apply)
    observer.observe(document.head, { childList: true, subtree: true, characterData: true })
    return () => observer.disconnect()
  }, [mark])
  const red = count > 0
  useEffect(() => {
    if (!red) return
    const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')]
    const before = links.map((link) => link.href)
    for (const link of links) link.href = icon
    return () => links.forEach((link, index) => (link.href = before[index]!))
  }, [red])
  return null
}
