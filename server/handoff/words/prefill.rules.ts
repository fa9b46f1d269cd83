import type { ReplyKind } from '@/server/vocabulary/reply-kind'
import { countCharacters, excerptOf } from '@/server/vocabulary/text'
import type { WordField } from '../brief/rules'

/** Prefills a handoff brief from a ticket's record, and finds the copies again when their source is erased. Pure. */
export interface RecordedWords {
  kind: ReplyKind | 'internal_note' | 'customer'
  body: string
}
export type PartKind = RecordedWords['kind'] | 'next_update'
export interface PrefilledPart {
  kind: PartKind
  text: string
}

const prefilledFrom: Record<WordField, readonly RecordedWords['kind'][]> = {
  known: ['root_cause', 'diagnosis', 'customer'],
  tried: ['fix', 'workaround', 'question', 'internal_note'],
  promised: ['update'],
}
/**
 * Maximum prefilled characters per field, and per part of a field; `minPart` is kept of a part even when there are
 * many.
 */
const maxField = 8_000
const maxPart = 2_000
const minPart = 80

const fence = /^ {0,3}(`{3,}|~{3,})/
/** Closes a code block that was cut off at the end of a text, so that the text after it is not rendered as code. */
function closeFence(text: string): string {
  let open: string | null = null
  for (const line of text.split('\n')) {
    const mark = fence.exec(line)?.[1]
    if (!mark) continue
    if (open === null) open = mark
    else if (mark.startsWith(open) && line.trim() === mark) open = null
  }
  return open === null ? text : `${text}\n${open}`
}

/** Removes blank lines at the beginning and white space at the end; indentation stays. */
const tidy = (text: string) => text.replace(/\s+$/, '').replace(/^(?:[ \t]*\n)+/, '')

/** Returns a text as Markdown of at most `max` characters, cut at the end of a line where one is near. */
function clip(body: string, max: number): string {
  const text = tidy(body)
  if (text.length <= max || countCharacters(text) <= max) return text
  const cut = excerptOf(text, max)
  const lineEnd = cut.lastIndexOf('\n')
  return closeFence(lineEnd > cut.length / 2 ? `${cut.slice(0, lineEnd)}\n…` : cut)
}

/**
 * Prefills a brief from a ticket's record: the newest reply of each kind, the customer's last message, and every
 * internal note, oldest first. Code blocks and tables are kept; long parts are cut and end with "…".
 * @param record newest first
 */
export function prefill(
  record: readonly RecordedWords[],
  nextUpdate: string | null,
): Record<WordField, PrefilledPart[]> {
  const parts = (field: WordField): PrefilledPart[] => {
    const chosen = prefilledFrom[field].flatMap((kind) => {
      const all = record.filter((words) => words.kind === kind && words.body.trim() !== '')
      return kind === 'internal_note' ? all.toReversed() : all.slice(0, 1)
    })
    const share = Math.max(minPart, Math.min(maxPart, Math.floor(maxField / Math.max(1, chosen.length))))
    return chosen.map(({ kind, body }) => ({ kind, text: clip(body, share) }))
  }
  const promised = parts('promised')
  return {
    known: parts('known'),
    tried: parts('tried'),
    promised: nextUpdate ? [...promised, { kind: 'next_update', text: nextUpdate }] : promised,
  }
}

/** Joins parts into the text of a field; `label` returns the name of a kind in the writer's language, null for none. */
export function joinParts(parts: readonly PrefilledPart[], label: (kind: PartKind) => string | null): string {
  return parts
    .map(({ kind, text }) => {
      const name = label(kind)
      if (name === null) return text
      return text.includes('\n') ? `${name}:\n\n${text}` : `${name}: ${text}`
    })
    .join('\n\n')
}

/** Returns an excerpt as earlier releases prefilled it: one line of at most 280 characters, without code. */
function legacyExcerpt(body: string): string {
  const letters = [
    ...body
      .replace(/```[\s\S]*?(```|$)/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  ]
  return letters.length <= 280 ? letters.join('') : `${letters.slice(0, 279).join('')}…`
}

/** A verbatim copy of at least this many characters is removed wherever it is; a shorter one may be a coincidence. */
const minQuoted = 60

/** Returns the length of the copy of `erased`, whole or cut off with "…", with which `text` begins; 0 without one. */
function copyLength(text: string, erased: string): number {
  const source = tidy(erased)
  const whole = [source, legacyExcerpt(erased)].map((copy) =>
    text.startsWith(copy) && (text.length === copy.length || text[copy.length] === '\n') ? copy.length : 0,
  )
  let common = 0
  while (common < source.length && text[common] === source[common]) common += 1
  const end = common > 0 ? /^\s*…(?:\n(?:`{3,}|~{3,}))?(?=\n|$)/.exec(text.slice(common)) : null
  return Math.max(...whole, end ? common + end[0].length : 0)
}

/**
 * Removes what was prefilled from an erased text, and long verbatim copies of it, from a field of a brief. A short text
 * is removed only where it follows one of `labels` as a whole: erasing a note "no" must not remove every "no".
 */
export function withoutCopies(field: string, erased: string, labels: readonly string[]): string {
  if (erased.trim() === '') return field
  let left = field
  for (const label of labels)
    for (const begin of [`${label}: `, `${label}:\n\n`]) {
      let at = left.indexOf(begin)
      while (at >= 0) {
        const length = at === 0 || left[at - 1] === '\n' ? copyLength(left.slice(at + begin.length), erased) : 0
        if (length > 0) left = left.slice(0, at) + left.slice(at + begin.length + length).replace(/^\n+/, '')
        at = left.indexOf(begin, length > 0 ? at : at + 1)
      }
    }
  for (const copy of [tidy(erased), legacyExcerpt(erased)])
    if (countCharacters(copy) >= minQuoted) left = left.replaceAll(copy, '')
  return left === field ? field : left.replace(/\s+$/, '')
}
