/**
 * Words for search: Chinese is cut by the platform's segmenter, other text at word borders; both are lower-cased, so
 * that PostgreSQL's plain configuration finds them in either language. Pure.
 */
const segmenters = new Map<string, Intl.Segmenter>()
function segmenter(locale: string): Intl.Segmenter {
  const known = segmenters.get(locale)
  if (known) return known
  const made = new Intl.Segmenter(locale, { granularity: 'word' })
  segmenters.set(locale, made)
  return made
}

/** Distinct searchable words, in order. */
export function searchWords(text: string): string[] {
  const words = [...segmenter('zh').segment(text.toLowerCase().normalize('NFKC'))]
    .filter((part) => part.isWordLike)
    .map((part) => part.segment)
    // Letters of no script PostgreSQL would keep: its parser sees letters and digits only.
    .map((word) => word.replace(/[^\p{L}\p{N}]/gu, ''))
    .filter((word) => word.length > 0)
  return [...new Set(words)]
}

/** A tsquery in the `simple` configuration: any word, as a prefix; null when the text has no words. */
export function prefixQuery(text: string, mostWords = 12): string | null {
  const words = searchWords(text).slice(0, mostWords)
  return words.length === 0 ? null : words.map((word) => `${word}:*`).join(' | ')
}
