const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * Parses a typed date: `2026-11-21`, `21 Nov 2026`, `Sat 21 Nov`, `21.11.`, `11月21日`. A missing year is chosen so that
 * the date is nearest to today.
 * @param today local date, `YYYY-MM-DD`
 * @returns `YYYY-MM-DD`, or null when it cannot be read or no such day exists
 */
export function parseTypedDate(typed: string, today: string): string | null {
  const text = typed.normalize('NFKC').trim().toLowerCase()
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text)
  if (iso) return realDate(Number(iso[1]), Number(iso[2]), Number(iso[3]))
  const chinese = /^(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]/.exec(text)
  if (chinese) return withYear(chinese[1], Number(chinese[2]), Number(chinese[3]), today)
  const named = /^(?:[a-z]+\.?,?\s+)?(\d{1,2})\.?\s+([a-z]{3})[a-z]*\.?,?(?:\s+(\d{4}))?$/.exec(text)
  if (named) return withYear(named[3], months.indexOf(named[2] ?? '') + 1, Number(named[1]), today)
  const dotted = /^(\d{1,2})[./](\d{1,2})[./]?(\d{4})?$/.exec(text)
  if (dotted) return withYear(dotted[3], Number(dotted[2]), Number(dotted[1]), today)
  return null
}

function withYear(year: string | undefined, month: number, day: number, today: string): string | null {
  if (year) return realDate(Number(year), month, day)
  const here = Date.parse(today)
  const candidates = [-1, 0, 1].flatMap((step) => realDate(Number(today.slice(0, 4)) + step, month, day) ?? [])
  const distance = (date: string) => Math.abs(Date.parse(date) - here)
  return candidates.sort((a, b) => distance(a) - distance(b))[0] ?? null
}

function realDate(year: number, month: number, day: number): string | null {
  if (month < 1 || month > 12 || day < 1) return null
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : null
}
