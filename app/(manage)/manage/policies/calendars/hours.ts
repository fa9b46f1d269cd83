type Interval = [from: string, to: string]

const span = /^(\d{1,2})(?:[:：.](\d{2}))?\s*(?:-|–|—|~|～|至|到|to)\s*(\d{1,2})(?:[:：.](\d{2}))?$/

function clock(hours: string, minutes = '00'): string | null {
  const [h, m] = [Number(hours), Number(minutes)]
  if (h > 24 || m > 59 || (h === 24 && m > 0)) return null
  return `${String(h).padStart(2, '0')}:${minutes}`
}

/**
 * Parses opening hours as people write them: "09:00–12:00, 13:30–18:00" or "9-18". Returns the intervals in order;
 * empty text means closed. Null for anything else.
 */
export function parseHours(text: string): Interval[] | null {
  const parts = text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[,，、;；]/)
    .map((part) => part.trim())
    .filter(Boolean)
  const intervals: Interval[] = []
  for (const part of parts) {
    const [, fromHours, fromMinutes, toHours, toMinutes] = span.exec(part) ?? []
    const from = fromHours && clock(fromHours, fromMinutes)
    const to = toHours && clock(toHours, toMinutes)
    if (!from || !to) return null
    intervals.push([from, to])
  }
  return intervals.sort((a, b) => (a[0] < b[0] ? -1 : 1))
}

export const hoursText = (intervals: readonly (readonly [string, string])[]) =>
  intervals.map(([from, to]) => `${from}–${to}`).join(', ')
