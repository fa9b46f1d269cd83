import { countCharacters } from '@/server/vocabulary/text'

/** Returns the value of a text field after a paste at its selection. */
export const afterPaste = (text: string, start: number, end: number, pasted: string): string =>
  text.slice(0, start) + pasted + text.slice(end)

/**
 * Returns the number of characters beyond a limit; 0 when the text fits. For a very long text code points are counted,
 * because segmenting it would block the page.
 */
export const charactersBeyond = (text: string, limit: number): number =>
  text.length <= limit ? 0 : Math.max(0, charactersOf(text) - limit)

/** Returns the length of a text in characters as a person counts them; approximate beyond 80,000 UTF-16 units. */
export const charactersOf = (text: string): number => (text.length <= 80_000 ? countCharacters(text) : [...text].length)

/** Returns a file name such as `pasted-0755.txt`, with the time of day in the reader's zone to distinguish several. */
export const pastedName = (at: Date, timeZone: string, kind: 'pasted' | 'screenshot', extension: string): string => {
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return `${kind}-${time.format(at).replace(':', '')}.${extension}`
}
