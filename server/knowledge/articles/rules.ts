/**
 * Tokenisation for full-text search: `Intl.Segmenter` splits Chinese and other text into words, lower-cased, so that
 * PostgreSQL's `simple` configuration can index both languages. Pure.
 */
const segmenters = new Map<string, Intl.Segmenter>()
function segmenter(locale: string): Intl.Segmenter {
  const known = segmenters.get(locale)
  if (known) return known
  const created = new Intl.Segmenter(locale, { granularity: 'word' })
  segmenters.set(locale, created)
  return created
}

const singleHan = /^\p{Script=Han}$/u

/**
 * Returns a text's searchable words in order, with repetitions, because the frequency decides the rank. Chinese
 * technical terms are not in the segmenter's dictionary, which splits them into single characters (丢, 包): adjacent
 * characters are joined in pairs (丢包), both in indexed texts and in queries.
 */
export function searchWords(text: string): string[] {
  const words: string[] = []
  let before: string | null = null
  let paired = false
  const settle = () => {
    if (before !== null && !paired) words.push(before)
  }
  for (const { segment, isWordLike } of segmenter('zh').segment(text.toLowerCase().normalize('NFKC'))) {
    // Keep letters and digits only, because PostgreSQL's parser ignores the rest.
    const word = isWordLike ? segment.replace(/[^\p{L}\p{N}]/gu, '') : ''
    if (singleHan.test(word) && !common.has(word)) {
      if (before === null) paired = false
      else {
        words.push(before + word)
        paired = true
      }
      before = word
      continue
    }
    settle()
    before = null
    if (word) words.push(word)
  }
  settle()
  return words
}

/** Stop words: a sentence typed into the filing form is searched for its other words. */
const common = new Set(
  (
    'a an and any are as at be been but by can do does for from had has have how i if in is it its me my no not of on ' +
    'or our so some that the their them then there they this to was we were what when which why will with you your ' +
    '的 了 是 在 和 与 或 有 我 我们 你 你们 他 她 它 他们 这 那 这个 那个 就 都 也 不 没 没有 会 能 把 被 让 给 对 从 到 上 下 中 吗 呢 吧 ' +
    '什么 怎么 为什么 如何 一个 一些 之后 时候 以及 但是 因为 所以'
  ).split(' '),
)

/**
 * Returns a tsquery for the `simple` configuration that matches any of the words except stop words (all words if there
 * are no others); null when the text has no words. Words match as prefixes (`reconnect` finds `reconnecting`), except
 * Latin ones of up to three characters: `app` does not find `apple`.
 */
export function prefixQuery(text: string, maxWords = 12): string | null {
  const words = [...new Set(searchWords(text))]
  const significant = words.filter((word) => !common.has(word))
  const wanted = (significant.length > 0 ? significant : words).slice(0, maxWords)
  if (wanted.length === 0) return null
  return wanted.map((word) => (/^[a-z0-9]{1,3}$/.test(word) ? word : `${word}:*`)).join(' | ')
}
