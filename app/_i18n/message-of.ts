/** A translator of next-intl, whatever its names are. */
interface Translator {
  (name: never, values?: never): string
  has: (name: never) => boolean
}

/**
 * Returns the message with a name that is known only at run time, such as a stored value or the reason of a refusal; null
 * when there is none, as for a value that a newer release has stored. Use the translator itself for every other name: a
 * missing one does not compile.
 */
export function messageOf(
  translator: Translator,
  name: string,
  values?: Record<string, string | number>,
): string | null {
  return translator.has(name as never) ? translator(name as never, values as never) : null
}
