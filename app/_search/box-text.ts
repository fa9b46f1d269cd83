import { type FilterKey, filterKeyOf } from '@/server/tickets/search/filters.rules'
import { readQuery, type Searcher } from '@/server/tickets/search/query.rules'
import { cleanForm } from '@/server/tickets/search/text.rules'

/* The text of the search box: filters that are complete are pills, the rest is typed text. Pure. */

export interface BoxText {
  /** Complete filters, as they are written in the query. */
  pills: string[]
  text: string
}

/** Splits a query into pills and text; the pills of a query come first, which does not change what it finds. */
export function splitQuery(query: string, searcher: Searcher): BoxText {
  const { pieces } = readQuery(query, searcher)
  return {
    pills: pieces.filter(({ kind }) => kind === 'filter').map(({ text }) => text),
    text: pieces
      .filter(({ kind }) => kind !== 'filter')
      .map(({ text }) => text)
      .join(' '),
  }
}

/** Joins pills and text to a query. A pill whose quotation mark was never closed gets the missing one. */
export function joinQuery({ pills, text }: BoxText): string {
  return [...pills.map((pill) => (isOpen(pill) ? `${pill}"` : pill)), text.trim()]
    .filter((part) => part !== '')
    .join(' ')
}

/** Whether a quotation mark in the text is not closed yet. */
const isOpen = (text: string) => (cleanForm(text).match(/["“”]/g) ?? []).length % 2 === 1

/** Takes the complete filters out of what was typed; null when there is none, or when a quotation mark is still open. */
export function takeFilters(text: string, searcher: Searcher): BoxText | null {
  if (isOpen(text)) return null
  const split = splitQuery(text, searcher)
  if (split.pills.length === 0) return null
  return { pills: split.pills, text: split.text === '' ? '' : `${split.text} ` }
}

export interface Token {
  /** Where the token begins in the text. */
  from: number
  minus: '' | '-'
  /** The key before the colon; null when there is no colon, or no such filter. */
  key: FilterKey | null
  /** What was typed of the key, or of the last value. */
  typed: string
}

/** Returns the token at the end of the text, which is what completion continues. */
export function lastToken(text: string, viewer: Searcher['viewer']): Token {
  const [, minus = '', written, quoted] = /(?:^|\s)(-?)([^\s":：]+)[:：]"([^"]*)$/.exec(text) ?? []
  const ofQuoted = written === undefined ? null : filterKeyOf(cleanForm(written), viewer)
  if (ofQuoted && quoted !== undefined) {
    const from = text.length - quoted.length - written!.length - minus.length - 2
    return { from, minus: minus === '-' ? '-' : '', key: ofQuoted, typed: lastPart(quoted) }
  }
  const token = /\S*$/.exec(text)![0]
  const from = text.length - token.length
  const sign = token.startsWith('-') ? '-' : ''
  const word = token.slice(sign.length)
  const colon = /[:：]/.exec(word)?.index ?? -1
  const key = colon < 0 ? null : filterKeyOf(cleanForm(word.slice(0, colon)), viewer)
  return { from, minus: sign, key, typed: key ? lastPart(word.slice(colon + 1)) : word }
}

const lastPart = (values: string) => values.split(/[,，]/).at(-1)!.trim()

/** Writes a value as it must be written in a query. */
const written = (value: string) => (/[\s,，]/.test(value) ? `"${value}"` : value)

/** Returns the text with the last token completed to a key, which is then followed by its value. */
export const completeKey = (text: string, { from, minus }: Token, key: FilterKey): string =>
  `${text.slice(0, from)}${minus}${key}:`

/** Returns the filter that a suggested value completes, and the text that remains. */
export const completeValue = (text: string, { from, minus, key }: Token, value: string): BoxText => ({
  pills: [`${minus}${key}:${written(value)}`],
  text: text.slice(0, from),
})
