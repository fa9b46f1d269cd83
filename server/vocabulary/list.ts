/** Returns the value as one of a list's words, for example from a URL or a select; undefined when it is none of them. */
export const oneOf = <const T>(list: readonly T[], value: unknown): T | undefined => list.find((each) => each === value)

/** Returns the value as one of a list's words. @throws RangeError when it is none of them */
export function requireOneOf<const T>(list: readonly T[], value: unknown): T {
  const word = oneOf(list, value)
  if (word === undefined) throw new RangeError(`${String(value)} is not one of ${list.join(', ')}`)
  return word
}

/**
 * Returns a formatter of lists: "Ana and Ben", "Ana Lim 和 Marco Rossi", "S1 或 S2". Unlike `Intl.ListFormat`, it puts a space
 * between Chinese and Latin letters.
 */
export function listFormat(
  locale: string,
  options?: Intl.ListFormatOptions,
): { format(words: readonly string[]): string } {
  const list = new Intl.ListFormat(locale, options)
  if (locale !== 'zh-CN') return list
  const isWord = (part: string) => part === '和' || part === '或'
  return {
    format: (words) => {
      const parts = list.formatToParts(words)
      return parts
        .map(({ type, value }, index) => {
          if (type === 'element' || !isWord(value)) return value
          const before = /[\p{Script=Latin}\d]$/u.test(parts[index - 1]?.value ?? '') ? ' ' : ''
          const after = /^[\p{Script=Latin}\d]/u.test(parts[index + 1]?.value ?? '') ? ' ' : ''
          return `${before}${value}${after}`
        })
        .join('')
    },
  }
}
