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

const loneHan = /^\p{Script=Han}$/u

/**
 * Searchable words in order, repeats included: how often a text says a word decides its rank. The field's own Chinese words are in no dictionary, so the segmenter leaves them
 * as single characters (丢, 包): neighbours are joined in pairs (丢包), in texts and in questions alike.
 */
export function searchWords(text: string): string[] {
  const words: string[] = []
  let before: string | null = null
  let paired = false
  const settle = () => {
    if (before !== null && !paired) words.push(before)
  }
  for (const { segment, isWordLike } of segmenter('zh').segment(text.toLowerCase().normalize('NFKC'))) {
    // PostgreSQL's parser sees letters and digits only.
    const word = isWordLike ? segment.replace(/[^\p{L}\p{N}]/gu, '') : ''
    if (loneHan.test(word) && !common.has(word)) {
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

/** Words that every text has: a sentence typed into the filing form is searched by the others. */
const common = new Set(
  (
    'a an and any are as at be been but by can do does for from had has have how i if in is it its me my no not of on ' +
    'or our so some that the their them then there they this to was we were what when which why will with you your ' +
    '的 了 是 在 和 与 或 有 我 我们 你 你们 他 她 它 他们 这 那 这个 那个 就 都 也 不 没 没有 会 能 把 被 让 给 对 从 到 上 下 中 吗 呢 吧 ' +
    '什么 怎么 为什么 如何 一个 一些 之后 时候 以及 但是 因为 所以'
  ).split(' '),
)

/**
 * A tsquery in the `simple` configuration: any of the telling words; null when the text has no words. Words are also
 * found as beginnings (`reconnect` finds `reconnecting`), short Latin ones only whole: `app` is not `apple`.
 */
export function prefixQuery(text: string, mostWords = 12): string | null {
  const words = [...new Set(searchWords(text))]
  const telling = words.filter((word) => !common.has(word))
  const wanted = (telling.length > 0 ? telling : words).slice(0, mostWords)
  if (wanted.length === 0) return null
  return wanted.map((word) => (/^[a-z0-9]{1,3}$/.test(word) ? word : `${word}:*`)).join(' | ')
}
