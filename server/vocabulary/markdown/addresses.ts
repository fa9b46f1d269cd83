/** Returns the URL if a text may link to it: http(s), mailto, or a path of this site. Null for scripts and others. */
export function safeHref(href: string): string | null {
  if (/^(https?:\/\/|mailto:)[^\s]+$/i.test(href)) return href
  // Exactly one slash: two, or a backslash, would lead to another host.
  if (/^\/(?![/\\])[^\s\\]*$/.test(href) || /^#[^\s]*$/.test(href)) return href
  return null
}

const ownFile = /^\/api\/files\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Tells whether an image may be shown: only our own files, by their exact path. An image from elsewhere would reveal
 * the reader's IP address and the time to its host; any other path of ours would be requested with the reader's
 * session.
 */
export const isOwnFile = (src: string): boolean => ownFile.test(src)

/** A bare URL; it ends before Chinese characters, which follow it without a space. */
const bare = /https?:\/\/[^\s<>"'`|\u2e80-\u9fff\uff00-\uffef]+/iy
const bracketed = /<(https?:\/\/[^\s<>]+)>/iy
/** Punctuation at the end of a URL that belongs to the sentence. */
const stops = '.,;:!?*_~)]}'

/** Returns the URL that begins at a position of a text, with or without angle brackets, and where it ends; or null. */
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
  // A closing bracket belongs to the URL when the URL contains the opening one.
  if (whole.charAt(length) === ')' && whole.slice(0, length).includes('(')) length += 1
  return length <= 'https://'.length ? null : { href: whole.slice(0, length), end: at + length }
}
