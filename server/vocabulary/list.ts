/**
 * Returns a formatter of lists: "Ana and Ben", "Ana Lim 和 Marco Rossi". Unlike `Intl.ListFormat`, it puts a space
 * between Chinese and Latin letters.
 */
export function listFormat(
  locale: string,
  options?: Intl.ListFormatOptions,
): { format(words: readonly string[]): string } {
  const list = new Intl.ListFormat(locale, options)
  if (locale !== 'zh-CN') return list
  return {
    format: (words) => {
      const parts = list.formatToParts(words)
      return parts
        .map(({ type, value }, index) => {
          if (type === 'element' || value !== '和') return value
          const before = /[\p{Script=Latin}\d]$/u.test(parts[index - 1]?.value ?? '') ? ' ' : ''
          const after = /^[\p{Script=Latin}\d]/u.test(parts[index + 1]?.value ?? '') ? ' ' : ''
          return `${before}${value}${after}`
        })
        .join('')
    },
  }
}
