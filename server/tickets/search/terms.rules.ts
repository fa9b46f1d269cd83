import { cleanForm, normalForm } from './text.rules'

/* The terms of a search (SEMANTICS §6.2). Pure. */

export interface Term {
  /** Normal form, never empty. */
  text: string
  /** Whether tickets with this term are left out. */
  excluded: boolean
  quoted: boolean
}

/**
 * Cuts a query, in clean form, into its pieces; quotes stay in them.
 * @param isKey tells whether what stands before a colon is a known key
 */
export function piecesOf(query: string, isKey: (written: string) => boolean): string[] {
  const pieces: string[] = []
  let piece = ''
  const end = () => {
    if (piece !== '') pieces.push(piece)
    piece = ''
  }
  /** Whether a quote here belongs to the piece so far: after its leading `-`, or after its known key. */
  const takesQuote = () => {
    if (piece === '' || piece === '-') return true
    const written = /^-?([^:]+):$/.exec(piece)?.[1]
    return written !== undefined && isKey(written)
  }
  for (let at = 0; at < query.length; at += 1) {
    const character = query[at]!
    if (/\s/.test(character)) end()
    else if (character === '"') {
      if (!takesQuote()) end()
      const close = query.indexOf('"', at + 1)
      const last = close < 0 ? query.length : close
      piece += query.slice(at, last + 1)
      end()
      at = last
    } else piece += character
  }
  end()
  return pieces
}

/** Returns the term that a piece is; null when it consists of marks only. */
export function termOf(piece: string): Term | null {
  const text = normalForm(piece)
  // A number after `-` is an error code.
  return text === '' ? null : { text, excluded: /^-[\p{L}"]/u.test(piece), quoted: /^-?"/.test(piece) }
}

/** Returns a query in clean form, with one kind of quotation marks. */
export const plainQuotes = (text: string) => cleanForm(text).replace(/[“”]/g, '"')

/** Reads a query that has no known keys: each of its pieces is a term, or nothing (SEMANTICS §7, `words`). */
export const readTerms = (text: string): Term[] =>
  piecesOf(plainQuotes(text), () => false).flatMap((piece) => termOf(piece) ?? [])
