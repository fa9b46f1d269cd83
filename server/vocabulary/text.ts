/**
 * The one place that decides which characters a name, a subject, a message or a file name may hold. Browser-safe;
 * imports nothing of the project. Patterns are written as escapes because most of these characters cannot be seen.
 */

/** A lone surrogate has no UTF-8 encoding; PostgreSQL and JSON readers refuse it. */
const loneSurrogate = /\p{Surrogate}/gu
/** Default-ignorable characters (zero width, soft hyphen, fillers, bidi controls) and white space. */
const unseen = /[\p{DI}\p{Cf}\p{Z}\p{Cc}\u2800]/u
const seen = /[^\p{DI}\p{Cf}\p{Z}\p{Cc}\p{Cs}\u2800]/u
/** Belongs to the emoji before it, although it is default-ignorable: a variation selector or a tag. */
const partOfEmoji = /[\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}\u{E0020}-\u{E007F}]/u
/** Every sequence that a reader sees as the end of a line. */
const lineEnd = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g
/**
 * Invisible characters that a single line never needs. Kept are the joiners (Persian, Indic scripts, emoji), variation
 * selectors, and the tags of a flag such as Scotland's.
 */
const invisibleInLine =
  /[\u{AD}\u{200B}\u{2060}-\u{2064}\u{206A}-\u{206F}\u{FEFF}\u{FFF9}-\u{FFFB}]|(?<!\u{1F3F4}[\u{E0020}-\u{E007E}]{0,12})[\u{E0000}-\u{E007F}]/gu
/** Bidi overrides, embeddings, isolates and marks: in a name they could make `gnp.exe` read as `exe.png`. */
const bidiControl = /\p{Bidi_Control}/gu

/**
 * A grapheme cluster with more UTF-16 units than this counts as several characters, so that a count bounds the size.
 */
const maxUnitsPerCharacter = 16

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
/**
 * The cost of each step of `Intl.Segmenter` grows with the length of its text (Node 20), so it is given short pieces.
 */
const pieceUnits = 64
/**
 * Characters that are one grapheme cluster each unless a combining mark follows: printable ASCII, line feed, tab, and
 * the common Han and full-width ranges.
 */
const plain = /[\n\t\x20-\x7E\u3001-\u3020\u3400-\u4DBF\u4E00-\u9FFF\uFF01-\uFF5E]+/y

/**
 * Yields the lengths, in UTF-16 units, of a text's grapheme clusters; one beyond 64 units comes in parts. Linear time.
 */
function* clusterLengths(text: string): Generator<{ units: number; clusters: number }> {
  let at = 0
  while (at < text.length) {
    plain.lastIndex = at
    const run = plain.exec(text)?.[0].length ?? 0
    if (run > 1 || at + run === text.length) {
      // A combining mark may follow the last one.
      const clusters = at + run === text.length ? run : run - 1
      yield { units: clusters, clusters }
      at += clusters
      continue
    }
    const piece = text.slice(at, at + pieceUnits)
    const complete = at + piece.length === text.length
    let done = 0
    for (const { segment, index } of segmenter.segment(piece)) {
      const isCut = !complete && index + segment.length === piece.length
      if (isCut && index > 0) break
      yield { units: segment.length, clusters: 1 }
      done = index + segment.length
    }
    at += done
  }
}

/**
 * Counts characters as a person would (grapheme clusters): an emoji sequence or a letter with its marks is one. A
 * cluster of more than 16 UTF-16 units counts as several, so `n` characters never need more than `16 n` units.
 */
export function countCharacters(text: string): number {
  let count = 0
  for (const { units, clusters } of clusterLengths(text))
    count += clusters === 1 ? Math.ceil(units / maxUnitsPerCharacter) : clusters
  return count
}

/** Tells whether a text contains anything that a reader could see. */
export const isVisible = (text: string): boolean => seen.test(text)

/** Removes white space and invisible characters at the end, but not what belongs to a last emoji. Linear time. */
function trimEnd(text: string): string {
  let end = text.length
  let keepFrom = end
  while (end > 0) {
    const begin = end > 1 && /[\uDC00-\uDFFF]/.test(text[end - 1]!) ? end - 2 : end - 1
    const char = text.slice(begin, end)
    if (!unseen.test(char)) break
    if (!partOfEmoji.test(char)) keepFrom = begin
    end = begin
  }
  return text.slice(0, end === 0 ? 0 : keepFrom)
}

/** Removes white space and invisible characters at the beginning. */
const trimStart = (text: string): string => text.replace(/^[\p{DI}\p{Cf}\p{Z}\p{Cc}\u2800]+/u, '')

const wellFormed = (text: string): string => text.replace(loneSurrogate, '\uFFFD')

/**
 * Returns a text as one line: line ends and tabs become one space, control characters, bidi controls and other
 * invisible characters are removed, a lone surrogate becomes U+FFFD. Empty when nothing visible remains.
 */
export function toOneLine(text: string): string {
  const line = wellFormed(text)
    .replace(/[\n\r\v\f\t\u0085\u2028\u2029]+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .replace(bidiControl, '')
    .replace(invisibleInLine, '')
  return isVisible(line) ? trimEnd(trimStart(line)) : ''
}

/** Makes a control character visible, as terminals do: ESC becomes U+241B. NUL cannot be stored by PostgreSQL. */
function picture(control: string): string {
  const code = control.codePointAt(0)!
  if (code < 0x20) return String.fromCodePoint(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\uFFFD'
}

/**
 * Returns a text of several lines as it was typed, indentation, line breaks and bidi marks included. Every kind of line
 * end becomes `\n`; control characters of a pasted log become their visible pictures; a lone surrogate becomes U+FFFD.
 * Blank lines at the beginning and whatever cannot be seen at the end are removed. Empty when nothing visible remains.
 */
export function toMessage(text: string): string {
  const lines = wellFormed(text)
    .replace(lineEnd, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, picture)
    .replace(/^\uFEFF/, '')
  return isVisible(lines) ? trimEnd(lines.replace(/^(?:[\p{DI}\p{Cf}\p{Z}\t\u2800]*\n)+/u, '')) : ''
}

/**
 * Returns the characters of a text that may have `min` to `max`. Counts only as exactly as that decision needs: a
 * character has at least one unit, and segmenting megabytes is slow.
 */
export function sizeOf(text: string, max: number, min: number): number {
  if (text.length <= max && min <= 1) return text.length
  if (text.length <= Math.max(4 * max, 10_000)) return countCharacters(text)
  return Math.max([...text].length, Math.ceil(text.length / maxUnitsPerCharacter), max + 1)
}

/** UTF-16 units of a stored file name. */
const maxFileName = 200
/** UTF-16 units of a file extension; longer ones are taken for part of a sentence with a dot in it. */
const maxExtension = 16

/** Returns a text of at most `max` characters; a longer one is cut between whole characters and ends with "…". */
export function excerptOf(text: string, max: number): string {
  if (text.length <= max || countCharacters(text) <= max) return text
  let end = 0
  let left = max - 1
  for (const { units, clusters } of clusterLengths(text)) {
    if (clusters > 1) {
      end += Math.min(units, left)
      left -= clusters
    } else {
      left -= Math.ceil(units / maxUnitsPerCharacter)
      if (left >= 0) end += units
    }
    if (left <= 0) break
  }
  return `${trimEnd(text.slice(0, end))}…`
}

/** Returns the longest prefix of at most `units` UTF-16 units that splits no grapheme cluster. */
function truncate(text: string, units: number): string {
  let end = 0
  for (const cluster of clusterLengths(text)) {
    // A run of plain characters can be cut anywhere before its last one.
    if (cluster.clusters > 1) {
      if (end + cluster.units > units) return text.slice(0, units)
    } else if (end + cluster.units > units) break
    end += cluster.units
  }
  return text.slice(0, end)
}

/**
 * Returns a file name that is safe to show and to save: one line, no path separators, no bidi controls, at most 200
 * units, cut between whole characters and with its extension kept. `file` when nothing visible remains.
 */
export function toFileName(name: string): string {
  const line = toOneLine(name).replace(/[/\\]/g, '_')
  if (!/[^._\s]/.test(line)) return 'file'
  if (line.length <= maxFileName) return line
  const dot = line.lastIndexOf('.')
  const extension = dot > 0 && line.length - dot <= maxExtension ? line.slice(dot) : ''
  const stem = truncate(line.slice(0, line.length - extension.length), maxFileName - extension.length)
  // A single character may be longer than the limit.
  return stem === '' ? `file${extension}` : trimEnd(stem) + extension
}
