/**
 * A file says what it is twice: by the type that came with it and by its content. A picture or archive whose content
 * is something else lies, and is refused; what nobody can tell from its content (text, logs) is served as plain bytes
 * or text and never as anything a browser would run.
 */
const told = [
  'image/',
  'video/',
  'audio/',
  'application/pdf',
  'application/zip',
  'application/gzip',
  'application/x-7z-compressed',
]
const plain = new Set(['text/plain', 'text/csv', 'application/json'])

const family = (type: string) => (type.includes('/') ? `${type.split('/')[0]}/` : type)

/** The type to keep and serve, or null when the file lies. */
export function contentTypeOf(claimed: string, sniffed: string | null): string | null {
  const claim = claimed.split(';')[0]!.trim().toLowerCase()
  const claimsMuch = told.some((type) => claim.startsWith(type)) && claim !== 'image/svg+xml'
  if (sniffed === null) {
    if (claimsMuch) return null
    return plain.has(claim) ? claim : 'application/octet-stream'
  }
  if (!claimsMuch) return plain.has(claim) ? null : sniffed.startsWith('image/') ? sniffed : 'application/octet-stream'
  const same = claim === sniffed || (family(claim) === family(sniffed) && family(claim) !== 'application/')
  // Office files and the like are archives inside.
  return same || (claim === 'application/zip' && sniffed.startsWith('application/')) ? sniffed : null
}

/** What a browser may show in place; everything else is a download. */
export const shownInline = (type: string) => /^image\/(png|jpeg|gif|webp|avif)$/.test(type)
