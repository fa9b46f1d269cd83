/**
 * A file is evidence, and is accepted whatever its type claims: a type is a guess of the sender's system (`.ts` is
 * "video/mp2t" on a Mac), and the content is often a recording that broke off. Nothing but five picture types is ever
 * shown in place, and only when the bytes are really that; everything else is a download, so a wrong type harms nobody.
 */
const plain = new Set(['text/plain', 'text/csv', 'application/json'])
export const downloadType = 'application/octet-stream'

/** What a browser may show in place; everything else is a download. */
export const shownInline = (type: string) => /^image\/(png|jpeg|gif|webp|avif)$/.test(type)

/**
 * Returns the type to keep and to serve.
 * @param claimed what came with the file
 * @param sniffed what its bytes say; null for text and for what is not recognised
 */
export function contentTypeOf(claimed: string, sniffed: string | null): string {
  if (sniffed !== null && shownInline(sniffed)) return sniffed
  const claim = claimed.split(';')[0]!.trim().toLowerCase()
  if (sniffed === null) return plain.has(claim) ? claim : downloadType
  return claim === sniffed && !claim.startsWith('image/') ? sniffed : downloadType
}

/** Names that a system runs when they are opened (Windows, macOS, Linux, Android). */
const programs =
  /\.(?:exe|msi|msix|appx|com|scr|pif|bat|cmd|ps1|psm1|vbs|vbe|wsf|wsh|hta|jar|lnk|reg|cpl|inf|app|pkg|dmg|command|deb|rpm|appimage|run|sh|apk|xapk)$/i

/** Whether opening the file could run a program, judged by its name: the name decides what a system does with it. */
export const isProgram = (fileName: string): boolean => programs.test(fileName.trimEnd().replace(/[.\s]+$/, ''))

const texts =
  /\.(?:txt|log|out|err|json|jsonl|ndjson|csv|tsv|xml|ya?ml|toml|ini|conf|cfg|env|md|sql|diff|patch|m3u8|sdp|har|[cm]?[jt]sx?|java|kt|swift|m|mm|c|cc|cpp|h|hpp|cs|go|rs|py|rb|php|gradle|plist|crash|ips|trace)$/i

/** Whether a preview of the first lines is worth asking for; whether it is text is decided by the bytes. */
export const mayBeText = (file: { fileName: string; contentType: string }): boolean =>
  plain.has(file.contentType) || (file.contentType === downloadType && texts.test(file.fileName))

/** Bytes read for a preview. */
export const previewBytes = 4_096

/**
 * Decodes the beginning of a file as text: UTF-8, or UTF-16 with a byte order mark (PowerShell). Null when it is not
 * text. A character that the end cuts through is left out.
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
