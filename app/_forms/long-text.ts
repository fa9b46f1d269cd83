import { countCharacters } from '@/server/vocabulary/text'

/** What a text field holds after a paste at its selection. */
export const afterPaste = (text: string, start: number, end: number, pasted: string): string =>
  text.slice(0, start) + pasted + text.slice(end)

/**
 * How many characters a text is beyond a limit, 0 when it fits. A very long text is not segmented, because that would hold
 * the page; its code points are counted.
 */
export const charactersBeyond = (text: string, limit: number): number =>
  text.length <= limit ? 0 : Math.max(0, charactersOf(text) - limit)

/** The length of a text as its writer counts it; approximate beyond 80,000 units. */
export const charactersOf = (text: string): number => (text.length <= 80_000 ? countCharacters(text) : [...text].length)

/** `pasted-0755.txt`: the time of day in the reader's zone tells several of them apart. */
export const pastedName = (at: Date, timeZone: string, kind: 'pasted' | 'screenshot', extension: string): string => {
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return `${kind}-${time.format(at).replace(':', '')}.${extension}`
}
