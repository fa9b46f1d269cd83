/** An address that a text may link to: the web, mail, or a place of this site. Null for scripts and everything else. */
export function safeHref(href: string): string | null {
  if (/^(https?:\/\/|mailto:)[^\s]+$/i.test(href)) return href
  // One slash: with two, or a backslash, it would be another host.
  if (/^\/(?![/\\])[^\s\\]*$/.test(href) || /^#[^\s]*$/.test(href)) return href
  return null
}

const ownFile = /^\/api\/files\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Whether a picture is drawn: our own files only, by their exact address. A picture from elsewhere would give its host
 * the reader's address and the time; any other path of ours would be called in the reader's name.
 */
export const isOwnFile = (src: string): boolean => ownFile.test(src)

/** Chinese follows an address without a blank. */
const bare = /https?:\/\/[^\s<>"'`|\u2e80-\u9fff\uff00-\uffef]+/iy
const bracketed = /<(https?:\/\/[^\s<>]+)>/iy
/** What a sentence puts behind an address. */
const stops = '.,;:!?*_~)]}'

/** The web address that begins at a place of a text, in angle brackets or without, and where it ends; null for none. */
export function addressAt(text: string, at: number): { href: string; end: number } | null {
  if (text.charAt(at) === '<') {
    bracketed.lastIndex = at
    const found = bracketed.exec(text)
    return found?.[1] ? { href: found[1], end: at + found[0].length } : null
  }
  if (/\w/.test(text.charAt(at - 1))) return null
  bare.lastIndex = at
  const whole = bare.exec(text)?.[0]
  if (!whole) return null
  let length = whole.length
  while (length > 0 && stops.includes(whole.charAt(length - 1))) length -= 1
  // A bracket that the address itself opened belongs to it.
  if (whole.charAt(length) === ')' && whole.slice(0, length).includes('(')) length += 1
  return length <= 'https://'.length ? null : { href: whole.slice(0, length), end: at + length }
}
