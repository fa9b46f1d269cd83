import type { Term } from './terms.rules'
import { cleanForm, findsOf, normalForm } from './text.rules'

/* Where a text contains what a search found, for the eye. Pure. Positions are UTF-16 code units. */

export type Mark = [from: number, to: number]

/** A character with the marks that belong to it: NFKC joins nothing beyond. */
const clusters = /[\u1100-\u11ff]+|[^\p{M}]\p{M}*|\p{M}+/gsu

const plainWord = /[a-z0-9]/

/** Returns the characters of the clean form, in lower case, of a character with its marks. */
function cleanCharacters(cluster: string): Iterable<string> {
  const code = cluster.length === 1 ? cluster.charCodeAt(0) : 0
  // ASCII and the usual Han characters are their own clean form: almost all of a text, which is gone through for every row.
  if (code >= 0x4e00 && code < 0x9fa6) return cluster
  if (code > 0 && code < 0x80) return cluster.toLowerCase()
  return cleanForm(cluster).toLowerCase()
}

const isWordCharacter = (character: string) =>
  character < '\u0080' ? plainWord.test(character) : /[\p{L}\p{M}\p{N}]/u.test(character)

/** Returns the normal form of a text and, for each of its code units, which code units of the text it came from. */
function mapped(text: string): { normal: string; from: Mark[] } {
  let normal = ''
  const from: Mark[] = []
  for (const { 0: cluster, index } of text.matchAll(clusters)) {
    const place: Mark = [index, index + cluster.length]
    for (const character of cleanCharacters(cluster)) {
      const isWord = isWordCharacter(character)
      if (!isWord && (normal === '' || normal.endsWith(' '))) continue
      normal += isWord ? character : ' '
      for (let unit = 0; unit < (isWord ? character.length : 1); unit += 1) from.push(place)
    }
  }
  return { normal, from }
}

/**
 * Returns the parts of a text in which terms are found, in order and without overlaps. Empty when a character's
 * normal form depends on its neighbours in a way that does not occur in words.
 */
export function marksIn(text: string, terms: readonly Pick<Term, 'text' | 'quoted'>[]): Mark[] {
  const { normal, from } = mapped(text)
  if (normal.trimEnd() !== normalForm(text)) return []
  const marks = terms
    .flatMap((term) => [...findsOf(term.text, term.quoted, normal.trimEnd())])
    .map(([begin, end]): Mark => [from[begin]![0], from[end - 1]![1]])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const merged: Mark[] = []
  for (const [begin, end] of marks) {
    const last = merged.at(-1)
    if (last && begin <= last[1]) last[1] = Math.max(last[1], end)
    else merged.push([begin, end])
  }
  return merged
}

const before = 40
const maxExcerpt = 160

/** A word, part of which may be missing: shorter than what surrounds the place where the database found something. */
const cutWord = /^[\p{L}\p{M}\p{N}]{1,30}/u

/**
 * Cuts a text, or a passage of one, around its first mark, as one line; null when nothing is found in it.
 * @param passage `begins` and `ends`: whether the whole text begins and ends with it
 */
export function excerptAround(
  passage: { text: string; begins: boolean; ends: boolean },
  terms: readonly Pick<Term, 'text' | 'quoted'>[],
): { text: string; marks: Mark[] } | null {
  const from = passage.begins ? passage.text : passage.text.replace(cutWord, '')
  const line = from.replace(/\s+/g, ' ').trim()
  const marks = marksIn(line, terms)
  const [first] = marks
  if (!first) return null
  const begin = Math.max(0, first[0] - before)
  const begins = wholeFrom(line, begin)
  const end = wholeFrom(line, Math.min(line.length, Math.max(begins + maxExcerpt, first[1])))
  const head = begins > 0 || !passage.begins ? '…' : ''
  const shift = head.length - begins
  return {
    text: `${head}${line.slice(begins, end)}${end < line.length || !passage.ends ? '…' : ''}`,
    marks: marks.filter(([, to]) => to <= end).map(([from, to]): Mark => [from + shift, to + shift]),
  }
}

/** Moves a position out of the middle of a pair of surrogates. */
const wholeFrom = (text: string, at: number) => (/[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at)
