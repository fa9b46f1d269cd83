/*
 * When a term is found in a field (SEMANTICS §6.1). Pure. Positions are UTF-16 code units, but characters are whole code
 * points: a pair of surrogates is one.
 */

/** Zero-width characters, soft hyphens, variation selectors and the like, which nobody sees. */
const ignorable = /\p{Default_Ignorable_Code_Point}+/gu
const between = /[^\p{L}\p{M}\p{N}]+/gu
/** Scripts that are written without spaces, so that each of their characters can begin a term. */
const cjk =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30fc]/u
const letterOrMark = /[\p{L}\p{M}]/u
/** The parts of a normal form that are of one word each; every CJK character is one by itself. */
const atoms = new RegExp(
  `${cjk.source}|(?:(?!${cjk.source})${letterOrMark.source})+|(?:(?!${cjk.source})\\p{N})+`,
  'gu',
)
const numeral = /\p{N}/u
const letter = /[A-Za-z]/
const digit = /[0-9]/

/** Returns the clean form C: without characters that nobody sees, and with one spelling of each character (NFKC). */
export const cleanForm = (text: string): string => text.replace(ignorable, '').normalize('NFKC')

/** Returns the normal form N: lower case, words and numbers separated by one space. */
export const normalForm = (text: string): string => cleanForm(text).toLowerCase().replace(between, ' ').trim()

/** Whether two adjacent characters are of one word: both letters or marks, or both numbers, and neither is CJK. */
function areOfOneWord(a: string, b: string): boolean {
  // Most of a text is ASCII, for which the large classes are slow.
  if (a < '\u0080' && b < '\u0080') return (letter.test(a) && letter.test(b)) || (digit.test(a) && digit.test(b))
  if (cjk.test(a) || cjk.test(b)) return false
  return (letterOrMark.test(a) && letterOrMark.test(b)) || (numeral.test(a) && numeral.test(b))
}

const characterAt = (text: string, at: number) => String.fromCodePoint(text.codePointAt(at)!)

/** Returns the character that ends before a position. */
function characterBefore(text: string, at: number): string {
  const isPair = at >= 2 && /[\udc00-\udfff]/.test(text[at - 1]!) && /[\ud800-\udbff]/.test(text[at - 2]!)
  return text.slice(isPair ? at - 2 : at - 1, at)
}

/**
 * Yields where a term is found in a field, as beginning and end: at the beginning of a word and, if quoted, up to the end
 * of one.
 * @param term the term's normal form, not empty
 * @param field the field's normal form
 */
export function* findsOf(term: string, quoted: boolean, field: string): Generator<[begin: number, end: number]> {
  const first = characterAt(term, 0)
  const last = characterBefore(term, term.length)
  for (let at = field.indexOf(term); at >= 0; at = field.indexOf(term, at + 1)) {
    const end = at + term.length
    const begins = at === 0 || !areOfOneWord(characterBefore(field, at), first)
    const ends = !quoted || end === field.length || !areOfOneWord(last, characterAt(field, end))
    if (begins && ends) yield [at, end]
  }
}

/** Tells whether a term is found in a field; both in normal form, the term not empty. */
export function isFoundIn(term: string, quoted: boolean, field: string): boolean {
  for (const _found of findsOf(term, quoted, field)) return true
  return false
}

/** A part of a normal form: a run of letters and marks, a run of numbers, or one CJK character. */
export interface Atom {
  text: string
  isCjk: boolean
  /** Whether a space is before it. */
  isApart: boolean
}

/** Cuts a normal form where a term may begin: between two characters that are not of one word. */
export const atomsOf = (normal: string): Atom[] =>
  Array.from(normal.matchAll(atoms), ({ 0: text, index }) => ({
    text,
    isCjk: cjk.test(text),
    isApart: normal[index - 1] === ' ',
  }))
