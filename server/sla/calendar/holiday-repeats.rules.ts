import type ICAL from 'ical.js'

/**
 * Recurrence of all-day entries in a calendar file (RFC 5545 §3.3.10). Tests every day of the requested years against
 * the rule, so that the work is bounded; a rule iterator may search for 30 February for ever. Days are integers,
 * counted from 1970-01-01.
 */
const dayMs = 86_400_000
/** A rule with COUNT is evaluated from its start; starts further back than this are refused. */
const maxStartAgeDays = 200 * 366

interface Day {
  day: number
  year: number
  /** 1 to 12. */
  month: number
  date: number
  /** 0 is Sunday. */
  weekday: number
  daysInMonth: number
}

/** Cache size in days: all entries of a file request the same few years. */
const maxCachedDays = 50_000
const remembered = new Map<number, Day>()

function dayOf(day: number): Day {
  const known = remembered.get(day)
  if (known) return known
  const fresh = readDay(day)
  if (remembered.size >= maxCachedDays) remembered.clear()
  remembered.set(day, fresh)
  return fresh
}

function readDay(day: number): Day {
  const at = new Date(day * dayMs)
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
  const daysInMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return { day, year, month: month + 1, date: at.getUTCDate(), weekday: at.getUTCDay(), daysInMonth }
}

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
const known = new Set(['BYMONTH', 'BYMONTHDAY', 'BYDAY', 'BYSETPOS'])
/** Rule parts supported per frequency, besides BYMONTH. */
const partsOf: Record<string, ReadonlySet<string>> = {
  DAILY: new Set(['BYMONTHDAY', 'BYDAY']),
  WEEKLY: new Set(['BYDAY', 'BYSETPOS']),
  MONTHLY: new Set(['BYMONTHDAY', 'BYDAY', 'BYSETPOS']),
  YEARLY: new Set(['BYMONTHDAY', 'BYDAY', 'BYSETPOS']),
}

interface Rule {
  freq: string
  interval: number
  months: number[]
  monthDays: number[]
  /** `ordinal` is 0 for every such weekday. */
  byDay: { ordinal: number; weekday: number }[]
  positions: number[]
  /** 0 is Sunday. */
  weekStart: number
}

function ruleOf(recur: ICAL.Recur): Rule | null {
  const parts = recur.parts as Record<string, (string | number)[] | undefined>
  const allowed = partsOf[recur.freq]
  if (!allowed || recur.count === 0) return null
  const given = Object.keys(parts).filter((name) => parts[name]?.length)
  if (given.some((name) => !known.has(name) || (name !== 'BYMONTH' && !allowed.has(name)))) return null
  const numbers = (name: string) => (parts[name] ?? []).map(Number)
  const byDay = (parts.BYDAY ?? []).map((text) => {
    const [, ordinal, name = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(String(text)) ?? []
    return { ordinal: Number(ordinal ?? 0), weekday: weekdays.indexOf(name) }
  })
  const ordinals = recur.freq === 'MONTHLY' || recur.freq === 'YEARLY'
  if (byDay.some(({ ordinal, weekday }) => weekday < 0 || (ordinal !== 0 && !ordinals))) return null
  return {
    freq: recur.freq,
    interval: Math.max(1, recur.interval),
    months: numbers('BYMONTH'),
    monthDays: numbers('BYMONTHDAY'),
    byDay,
    positions: numbers('BYSETPOS'),
    // In the library Sunday is 1.
    weekStart: recur.wkst - 1,
  }
}

const startOfWeek = ({ day, weekday }: Day, weekStart: number) => day - ((weekday - weekStart + 7) % 7)

/** Returns the number of the recurrence period that contains a day, such as its month for a monthly rule. */
function periodNumber(rule: Rule, day: Day): number {
  switch (rule.freq) {
    case 'DAILY':
      return day.day
    case 'WEEKLY':
      return startOfWeek(day, rule.weekStart) / 7
    case 'MONTHLY':
      return day.year * 12 + day.month
    default:
      return day.year
  }
}

function isNth(rule: Rule, { day, year, date, daysInMonth }: Day, ordinal: number): boolean {
  const ofYear = rule.freq === 'YEARLY' && rule.months.length === 0
  const before = ofYear ? day - Date.UTC(year, 0, 1) / dayMs : date - 1
  const after = ofYear ? Date.UTC(year, 11, 31) / dayMs - day : daysInMonth - date
  return ordinal > 0 ? Math.floor(before / 7) + 1 === ordinal : Math.floor(after / 7) + 1 === -ordinal
}

function matchesRule(rule: Rule, start: Day, day: Day): boolean {
  const { freq, months, monthDays, byDay } = rule
  const dayGiven = monthDays.length > 0 || byDay.length > 0
  if (months.length > 0 ? !months.includes(day.month) : freq === 'YEARLY' && !dayGiven && day.month !== start.month)
    return false
  if (monthDays.length > 0 && !monthDays.includes(day.date) && !monthDays.includes(day.date - day.daysInMonth - 1))
    return false
  if (byDay.length > 0)
    return byDay.some(({ ordinal, weekday }) => weekday === day.weekday && (ordinal === 0 || isNth(rule, day, ordinal)))
  if (dayGiven) return true
  if (freq === 'WEEKLY') return day.weekday === start.weekday
  return freq === 'DAILY' || day.date === start.date
}

/** Yields the matching days of each recurrence period between two days, in order. */
function* turns(rule: Rule, start: Day, from: number, to: number): Generator<number[]> {
  const first = periodNumber(rule, start)
  let turn = Number.NaN
  let days: number[] = []
  const picked = () =>
    rule.positions.length === 0
      ? days
      : days.filter((_, at) => rule.positions.includes(at + 1) || rule.positions.includes(at - days.length))
  for (let number = from; number <= to; number += 1) {
    const day = dayOf(number)
    const of = periodNumber(rule, day)
    if (of !== turn) {
      yield picked()
      turn = of
      days = []
    }
    if ((of - first) % rule.interval === 0 && matchesRule(rule, start, day)) days.push(number)
  }
  yield picked()
}

/**
 * Returns the days from `from` to `to` on which occurrences of an entry start; `start` is its first occurrence.
 * @returns null when the rule is not supported: times of day, week numbers, days of the year, a COUNT from too long ago
 */
export function daysOfRule(recur: ICAL.Recur, start: number, from: number, to: number): number[] | null {
  const rule = ruleOf(recur)
  if (!rule) return null
  const startDay = dayOf(start)
  const until = recur.until
    ? Math.min(to, Date.UTC(recur.until.year, recur.until.month - 1, recur.until.day) / dayMs)
    : to
  if (recur.count && start < from - maxStartAgeDays) return null
  // Start at the beginning of a period, because BYSETPOS counts from there.
  const begin = dayOf(recur.count ? start : Math.max(start, from))
  const found: number[] = []
  let counted = 0
  for (const turn of turns(rule, startDay, Date.UTC(begin.year, 0, 1) / dayMs - 7, until + 366))
    for (const day of turn) {
      if (day < start) continue
      counted += 1
      if (day > until || (recur.count && counted > recur.count)) return found
      if (day >= from) found.push(day)
    }
  return found
}
