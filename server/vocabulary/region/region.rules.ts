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

/** Replaces each known region of a list by its name; a text that names none stays as it was written. */
function named(text: string, language: 'en' | 'zh', comma: string): string {
  const parts = text.split(/[,，、]/).map((part) => part.trim())
  const codes = parts.map(codeOf)
  if (codes.every((code) => code === undefined)) return text
  return parts
    .map((part, place) => {
      const names = regionNames[codes[place] ?? '']
      return names ? names[language === 'en' ? 0 : 1] : part
    })
    .join(comma)
}

/**
 * Returns a region as it is stored: the English name when the text names a known region in either language, so that
 * tickets from one place can be matched, also each of a list; else the text itself, such as a city or a data centre.
 */
export function storedRegion(text: string): string {
  return named(text, 'en', ', ')
}

/** Returns the name of a stored region in a reader's language; a text that is no known region stays as it is. */
export function regionName(stored: string, locale: string): string {
  return locale.startsWith('zh') ? named(stored, 'zh', '、') : named(stored, 'en', ', ')
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
