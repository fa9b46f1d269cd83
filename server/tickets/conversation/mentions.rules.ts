/** Whether a person's name stands in a text with an `@` before it, as a name of its own: `@Ana Lim`, not `x@Ana Lima`. */
export function names(body: string, name: string): boolean {
  const mark = `@${name}`
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + 1))
    if (!isInWord(body.slice(0, at).at(-1)) && !continues(body.slice(at + mark.length))) return true
  return false
}

/** Chinese is written without spaces between words, so only letters of words with spaces join a name. */
const joins = /^[\p{L}\p{N}_]/u
const ideograph = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
const isInWord = (before: string | undefined) => before !== undefined && joins.test(before) && !ideograph.test(before)
const continues = (after: string) => joins.test(after) && !ideograph.test(after)

/** A mention that is being typed: where its `@` stands, and what is typed of the name. */
export interface TypedMention {
  at: number
  typed: string
}

const maxTyped = 40

/**
 * Returns the mention that ends at the caret, or null. An `@` inside a word, as in an address, begins none.
 * @param caret position in UTF-16 units
 */
export function mentionAt(text: string, caret: number): TypedMention | null {
  const before = text.slice(0, caret)
  const at = before.lastIndexOf('@')
  if (at < 0) return null
  const typed = before.slice(at + 1)
  if (typed.length > maxTyped || /[\n@]|^\s|\s\s/.test(typed) || isInWord(before[at - 1])) return null
  return { at, typed }
}

/** Returns those of the people whose name, or a later word of it, begins with what is typed; at most eight. */
export function fittingPeople<P extends { name: string }>(people: readonly P[], typed: string): P[] {
  const wanted = typed.toLocaleLowerCase()
  const fits = ({ name }: P) => {
    const own = name.toLocaleLowerCase()
    return own.startsWith(wanted) || own.split(/[\s-]+/).some((word) => word.startsWith(wanted))
  }
  return people.filter(fits).slice(0, 8)
}

/** Returns the text with the typed mention replaced by the whole name, and where the caret goes then. */
export function insertMention(
  text: string,
  caret: number,
  { at }: TypedMention,
  name: string,
): { text: string; caret: number } {
  const rest = text.slice(caret)
  const head = `${text.slice(0, at)}@${name}${/^\s/.test(rest) ? '' : ' '}`
  return { text: head + rest, caret: head.length }
}
