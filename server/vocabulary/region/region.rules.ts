import { regionAliases, regionNames } from './names'

/** Returns a name without letter case, width, marks, spaces and punctuation, so that spellings of one name are equal. */
const spelling = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('&', 'and')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

let byName: Map<string, string> | undefined
/** Returns the code of the region that a text names in either language; undefined when it names none. */
function codeOf(text: string): string | undefined {
  byName ??= new Map(
    Object.entries(regionNames).flatMap(([code, names]) =>
      [...names, ...(regionAliases[code] ?? [])].map((name) => [spelling(name), code] as const),
    ),
  )
  return byName.get(spelling(text))
}

/**
 * Returns a region as it is stored: the English name when the text names a known region in either language, so that
 * tickets from one place can be matched; else the text itself, such as a city or a data centre.
 */
export function storedRegion(text: string): string {
  const code = codeOf(text)
  return code === undefined ? text : regionNames[code]![0]
}

/** Returns the name of a stored region in a reader's language; a text that is no known region stays as it is. */
export function regionName(stored: string, locale: string): string {
  const code = codeOf(stored)
  if (code === undefined) return stored
  const [en, zh] = regionNames[code]!
  return locale.startsWith('zh') ? zh : en
}

export interface RegionChoice {
  /** The name in the reader's language. */
  name: string
  /** Everything by which it is found, in the form of `regionKey`. */
  keys: readonly string[]
}

/** Returns every region by its name in the reader's language, sorted by it. */
export function regionChoices(locale: string): RegionChoice[] {
  const order = new Intl.Collator(locale)
  return Object.entries(regionNames)
    .map(([code, names]) => ({
      name: names[locale.startsWith('zh') ? 1 : 0],
      keys: [...names, ...(regionAliases[code] ?? [])].map(spelling),
    }))
    .sort((a, b) => order.compare(a.name, b.name))
}

/** Whether a text begins or is part of one of the names of a region; an empty text is part of every name. */
export function isNamedLike({ keys }: RegionChoice, text: string): boolean {
  const wanted = spelling(text)
  return keys.some((key) => key.includes(wanted))
}
