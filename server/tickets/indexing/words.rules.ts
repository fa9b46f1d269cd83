import { sameCase } from '../search/filters.rules'
import type { Term } from '../search/terms.rules'
import type { SearchedTicket } from '../search/schema'
import { type Atom, atomsOf, normalForm } from '../search/text.rules'

/*
 * What the database stores of a ticket so that a search finds the same as the pure function (docs/search.md). Pure.
 *
 * A term is found where its parts (`atomsOf`) stand in a field one after the other, the last one as the beginning of a
 * part unless it was quoted. So the words of a ticket are its parts and each pair of neighbours: a term of one or two
 * parts is decided by the index alone, and a longer one by the stored text of the few tickets that have all its pairs.
 */

/** PostgreSQL refuses a word of more than 2,046 bytes; a longer part is cut, and decided by the stored text. */
const maxPart = 40
const maxFact = 500
/** PostgreSQL refuses more than 1 MB of words in one row; beyond this a ticket is decided by its stored text. */
const maxWordsBytes = 700_000

const cutTo = (text: string, length: number) =>
  text.length <= length ? text : Array.from(text).slice(0, length).join('')
const isCut = ({ text }: Atom) => text.length > maxPart
const areCjkPair = (a: Atom, b: Atom) => a.isCjk && b.isCjk && !b.isApart

/** Returns the word of two neighbours. Only two CJK characters have no mark before them: one is found by the pair. */
function pairOf(a: Atom, b: Atom): string {
  if (areCjkPair(a, b)) return a.text + b.text
  return `+${cutTo(a.text, maxPart)}${b.isApart ? ' ' : ''}${cutTo(b.text, maxPart)}`
}

/** Adds the words of a field in normal form. */
function addWords(words: Set<string>, normal: string): void {
  const atoms = atomsOf(normal)
  atoms.forEach((atom, at) => {
    const next = atoms[at + 1]
    if (next) words.add(pairOf(atom, next))
    // A CJK character that begins a pair is found as the beginning of that pair.
    if (!next || !areCjkPair(atom, next)) words.add(cutTo(atom.text, maxPart))
  })
}

/** Writes the boundaries of a field or term into it, so that a term is found where its written form is a part of the other. */
function withBoundaries(normal: string): string {
  return atomsOf(normal)
    .map(({ text, isCjk, isApart }) => `${isApart ? ' ' : ''}${isCjk ? text : `<${text}>`}`)
    .join('')
}

/** What is stored of the fields of one side of a ticket. */
export interface StoredWords {
  /** Words for the index; only facts when there would be too many. */
  words: string[]
  /** Every field in normal form with its boundaries, one on each line. */
  text: string
  /** Whether the words are missing, so that only the text decides. */
  isLong: boolean
}

function storedWords(fields: readonly string[], facts: readonly string[]): StoredWords {
  const words = new Set<string>()
  const normals = [...new Set(fields.map(normalForm))].filter((normal) => normal !== '')
  for (const normal of normals) addWords(words, normal)
  let bytes = 0
  for (const word of words) bytes += Buffer.byteLength(word) + 4
  const isLong = bytes > maxWordsBytes
  return { words: [...(isLong ? [] : words), ...facts], text: normals.map(withBoundaries).join('\n'), isLong }
}

/** Facts of a ticket that filters and names ask for. `=` begins no word of a text. */
export const factOf = {
  product: (key: string) => `=p ${cutTo(sameCase(key), maxFact)}`,
  scenario: (key: string) => `=s ${cutTo(sameCase(key), maxFact)}`,
  platform: (key: string) => `=f ${cutTo(sameCase(key), maxFact)}`,
  region: (normal: string) => `=r ${cutTo(normal, maxFact)}`,
  carrier: (normal: string) => `=c ${cutTo(normal, maxFact)}`,
  error: (normal: string) => `=e ${cutTo(normal, maxFact)}`,
  org: (id: string) => `=o ${id}`,
  filer: (id: string) => `=u ${id}`,
}

/** Returns what is stored of the fields that a customer may search (SEMANTICS §6.3), except the display names. */
export function publicWords(ticket: SearchedTicket, ids: { organisationId: string; filerId: string }): StoredWords {
  const { product, scenario, platforms, region, carrier, errorCodes, messages } = ticket
  const normal = (fact: (text: string) => string, values: readonly string[]) =>
    values.map(normalForm).flatMap((value) => (value === '' ? [] : [fact(value)]))
  return storedWords(
    [
      ticket.reference,
      ticket.subject,
      product,
      scenario,
      ...platforms,
      ticket.sdkVersion,
      region,
      carrier,
      ...errorCodes,
      ticket.channelId,
      ticket.userIds,
      ...messages.flatMap(({ body, internal, files }) => (internal ? [] : [body, ...files])),
    ],
    [
      ...(product === '' ? [] : [factOf.product(product)]),
      factOf.scenario(scenario),
      ...platforms.map(factOf.platform),
      ...normal(factOf.region, [region]),
      ...normal(factOf.carrier, [carrier]),
      ...normal(factOf.error, errorCodes),
      factOf.org(ids.organisationId),
      factOf.filer(ids.filerId),
    ],
  )
}

/** Returns what is stored of the fields that only staff may search. */
export const staffWords = ({ messages, tags, organisation, filer }: SearchedTicket): StoredWords =>
  storedWords(
    [
      ...messages.flatMap(({ body, internal, files }) => (internal ? [body, ...files] : [])),
      ...tags,
      organisation.name,
      organisation.key,
      filer.name,
      filer.email,
    ],
    [],
  )

const quoted = (word: string) => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/** Writes words of which one must be there as a query of the index. */
export const anyOf = (words: readonly string[]): string => words.map(quoted).join(' | ')

export interface TermQuestion {
  /** A tsquery. Every field in which the term is found has words that fulfil it. */
  words: string
  /** Whether the words alone decide; otherwise `text` must also be part of the stored text. */
  isDecided: boolean
  /** Part of the stored text wherever the term is found, and nowhere else. */
  text: string
}

/** Returns how the database is asked for a term. */
export function questionOf({ text, quoted: isQuoted }: Pick<Term, 'text' | 'quoted'>): TermQuestion {
  const atoms = atomsOf(text)
  const last = atoms.at(-1)!
  const isOpen = !isQuoted && !last.isCjk
  const written = withBoundaries(text)
  const words =
    atoms.length === 1
      ? [`${quoted(cutTo(last.text, maxPart))}${isOpen || last.isCjk ? ':*' : ''}`]
      : atoms.slice(1).map((b, at) => `${quoted(pairOf(atoms[at]!, b))}${isOpen && b === last ? ':*' : ''}`)
  return {
    words: [...new Set(words)].join(' & '),
    isDecided: atoms.length <= 2 && !atoms.some(isCut),
    text: isOpen ? written.slice(0, -1) : written,
  }
}
