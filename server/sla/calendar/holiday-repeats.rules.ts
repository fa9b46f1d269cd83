import type ICAL from 'ical.js'
import { RRuleTemporal } from 'rrule-temporal'
import { Temporal } from 'temporal-polyfill'

/**
 * Recurrence of all-day entries in a calendar file (RFC 5545 §3.3.10), expanded by `rrule-temporal`, which gives up after
 * a number of periods; other libraries search for 30 February for ever. Days are integers, counted from 1970-01-01.
 */
const dayMs = 86_400_000
/** Periods of one rule that the library passes through; a COUNT from longer ago is refused. */
const maxPeriodsOfRule = 20_000

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
const known = new Set(['BYMONTH', 'BYMONTHDAY', 'BYDAY', 'BYSETPOS'])
/** Rule parts supported per frequency, besides BYMONTH, and the length of its periods in days. */
const frequencies: Record<string, { parts: ReadonlySet<string>; days: number }> = {
  DAILY: { parts: new Set(['BYMONTHDAY', 'BYDAY']), days: 1 },
  WEEKLY: { parts: new Set(['BYDAY', 'BYSETPOS']), days: 7 },
  MONTHLY: { parts: new Set(['BYMONTHDAY', 'BYDAY', 'BYSETPOS']), days: 28 },
  YEARLY: { parts: new Set(['BYMONTHDAY', 'BYDAY', 'BYSETPOS']), days: 365 },
}

/** Tells whether a rule has only parts that are supported: no times of day, week numbers or days of the year. */
function isSupported(recur: ICAL.Recur): boolean {
  const parts = recur.parts as Record<string, (string | number)[] | undefined>
  const frequency = frequencies[recur.freq]
  if (!frequency || recur.count === 0) return false
  const given = Object.keys(parts).filter((name) => parts[name]?.length)
  if (given.some((name) => !known.has(name) || (name !== 'BYMONTH' && !frequency.parts.has(name)))) return false
  const ordinals = (parts.BYDAY ?? []).filter((text) => /\d/.test(String(text)))
  if ((parts.BYDAY ?? []).some((text) => !/^([+-]?\d{1,2})?(SU|MO|TU|WE|TH|FR|SA)$/.test(String(text)))) return false
  // The library ignores the days of the month beside "the fourth Thursday".
  const isMonthly = recur.freq === 'MONTHLY' || recur.freq === 'YEARLY'
  return ordinals.length === 0 || (isMonthly && !given.includes('BYMONTHDAY'))
}

const untilOf = (recur: ICAL.Recur, to: number): number =>
  recur.until ? Math.min(to, Date.UTC(recur.until.year, recur.until.month - 1, recur.until.day) / dayMs) : to

/** Returns how many periods of a rule must be expanded, which is what it costs; `start` is its first occurrence. */
export function periodsOfRule(recur: ICAL.Recur, start: number, from: number, to: number): number {
  const begin = recur.count ? start : Math.max(start, from)
  const days = (frequencies[recur.freq]?.days ?? 1) * Math.max(1, recur.interval)
  const periods = Math.ceil(Math.max(0, untilOf(recur, to) - begin + 1) / days)
  const isPlain = Object.values(recur.parts as Record<string, unknown[]>).every((part) => part.length === 0)
  return recur.count && isPlain ? Math.min(periods, recur.count) : periods
}

const noon = (day: number) =>
  Temporal.PlainDate.from('1970-01-01').add({ days: day }).toZonedDateTime({ timeZone: 'UTC', plainTime: '12:00' })

/**
 * Returns the days from `from` to `to` on which occurrences of an entry start; `start` is its first occurrence.
 * @returns null when the rule is not supported: times of day, week numbers, days of the year, a COUNT from too long ago
 */
export function daysOfRule(recur: ICAL.Recur, start: number, from: number, to: number): number[] | null {
  if (!isSupported(recur) || periodsOfRule(recur, start, from, to) > maxPeriodsOfRule) return null
  const last = untilOf(recur, to)
  if (last < Math.max(start, from)) return []
  const parts = recur.parts as Record<string, (string | number)[] | undefined>
  const numbers = (name: string) => (parts[name]?.length ? { [name]: parts[name].map(Number) } : {})
  const {
    BYMONTH: byMonth,
    BYMONTHDAY: byMonthDay,
    BYSETPOS: bySetPos,
  } = {
    ...numbers('BYMONTH'),
    ...numbers('BYMONTHDAY'),
    ...numbers('BYSETPOS'),
  }
  const rule = new RRuleTemporal({
    temporal: Temporal,
    freq: recur.freq as 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY',
    interval: Math.max(1, recur.interval),
    dtstart: noon(start),
    // A COUNT with an UNTIL is not allowed, but written.
    ...(recur.count ? { count: recur.count } : { until: noon(last) }),
    ...(byMonth && { byMonth }),
    ...(byMonthDay && { byMonthDay }),
    ...(bySetPos && { bySetPos }),
    ...(parts.BYDAY?.length && { byDay: parts.BYDAY.map(String) }),
    // In ical.js Sunday is 1.
    wkst: weekdays[recur.wkst - 1] ?? 'MO',
    maxIterations: maxPeriodsOfRule,
    cache: false,
  })
  return rule
    .between(noon(Math.max(start, from)), noon(last), true)
    .map((at) => Math.floor(at.epochMilliseconds / dayMs))
}
