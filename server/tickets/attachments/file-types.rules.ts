/**
 * File types. Every file is accepted, whatever type it claims: the type is a guess by the sender's system (`.ts` is
 * "video/mp2t" on macOS), and the content may be a truncated recording. Only five image types are shown inline, and
 * only when the bytes confirm the type; everything else is a download, so a wrong type does no harm.
 */
const plain = new Set(['text/plain', 'text/csv', 'application/json'])
export const downloadType = 'application/octet-stream'

/** Whether a browser may show the type inline; everything else is a download. */
export const isShownInline = (type: string) => /^image\/(png|jpeg|gif|webp|avif)$/.test(type)

/**
 * Returns the content type to store and serve.
 * @param claimed the type sent with the file
 * @param sniffed the type detected from its bytes; null for text and for unrecognised content
 */
export function contentTypeOf(claimed: string, sniffed: string | null): string {
  if (sniffed !== null && isShownInline(sniffed)) return sniffed
  const claim = claimed.split(';')[0]!.trim().toLowerCase()
  if (sniffed === null) return plain.has(claim) ? claim : downloadType
  return claim === sniffed && !claim.startsWith('image/') ? sniffed : downloadType
}

/** File name extensions that a system executes when opened (Windows, macOS, Linux, Android). */
const programs =
  /\.(?:exe|msi|msix|appx|com|scr|pif|bat|cmd|ps1|psm1|vbs|vbe|wsf|wsh|hta|jar|lnk|reg|cpl|inf|app|pkg|dmg|command|deb|rpm|appimage|run|sh|apk|xapk)$/i

/** Whether opening the file could run a program. Judged by name, because the name decides how a system opens it. */
export const isProgram = (fileName: string): boolean => programs.test(fileName.trimEnd().replace(/[.\s]+$/, ''))

const texts =
  /\.(?:txt|log|out|err|json|jsonl|ndjson|csv|tsv|xml|ya?ml|toml|ini|conf|cfg|env|md|sql|diff|patch|m3u8|sdp|har|[cm]?[jt]sx?|java|kt|swift|m|mm|c|cc|cpp|h|hpp|cs|go|rs|py|rb|php|gradle|plist|crash|ips|trace)$/i

/** Whether requesting a text preview is worthwhile; `previewOf` decides by the bytes whether it is text. */
export const mayBeText = (file: { fileName: string; contentType: string }): boolean =>
  plain.has(file.contentType) || (file.contentType === downloadType && texts.test(file.fileName))

/** Bytes read for a preview. */
export const previewBytes = 4_096

/**
 * Decodes the beginning of a file as text: UTF-8, or UTF-16 with a byte order mark (PowerShell). Returns null when it
 * is not text. A character that is cut off at the end is left out.
 * @param isWhole false when the file goes on after these bytes
 */
export function previewOf(bytes: Uint8Array, isWhole: boolean): string | null {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
  try {
    const text = new TextDecoder(utf16 ?? 'utf-8', { fatal: true }).decode(bytes, { stream: !isWhole })
    return text.includes('\u0000') ? null : text
  } catch {
    return null
  }
}
