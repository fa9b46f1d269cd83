import { Temporal } from 'temporal-polyfill'

/**
 * Calendar time (SEMANTICS §1.3, §1.5): how much of a span is open, and when a given amount of open time is over.
 * All instants are epoch milliseconds, UTC; local times become instants by the "compatible" rule.
 */
export interface Calendar {
  /** Open milliseconds of [from, to). */
  elapsedBetween(from: number, to: number): number
  /** First instant, not before `from`, by which `amount` open milliseconds have passed; null when that never comes. */
  instantAfter(from: number, amount: number): number | null
}

export interface CalendarDefinition {
  timeZone: string
  weekly: Partial<Record<'MON' | 'TUE' | 'WED' | 'THU' | 'FRI' | 'SAT' | 'SUN', (readonly [string, string])[]>>
  exceptions: readonly { date: string; intervals: readonly (readonly [string, string])[] }[]
}

export const alwaysOpen: Calendar = {
  elapsedBetween: (from, to) => Math.max(0, to - from),
  instantAfter: (from, amount) => from + Math.max(0, amount),
}

const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const
const dayMs = 86_400_000
/** No promise is longer: past this many days without enough open time it never comes. */
const horizonDays = 36_600
const stepDays = 60

function instantOf(date: Temporal.PlainDate, time: string, timeZone: string): number {
  const day = time === '24:00' ? date.add({ days: 1 }) : date
  const plain = day.toPlainDateTime(time === '24:00' ? undefined : Temporal.PlainTime.from(time))
  return plain.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds
}

/** Compiles a calendar; days are mapped when first needed and kept. */
export function compileCalendar(definition: CalendarDefinition): Calendar {
  const exceptions = new Map(definition.exceptions.map((exception) => [exception.date, exception.intervals]))
  const lastException = [...exceptions.keys()].sort().at(-1)
  const everyWeek = weekdays.some((day) => (definition.weekly[day] ?? []).length > 0)
  const days = new Map<number, [number, number][]>()

  const openOn = (epochDay: number): [number, number][] => {
    const known = days.get(epochDay)
    if (known) return known
    const date = Temporal.PlainDate.from('1970-01-01').add({ days: epochDay })
    const intervals = exceptions.get(date.toString()) ?? definition.weekly[weekdays[date.dayOfWeek - 1]!] ?? []
    const open = intervals
      .map(([from, to]): [number, number] => [instantOf(date, from, definition.timeZone), instantOf(date, to, definition.timeZone)])
      .filter(([from, to]) => to > from)
    days.set(epochDay, open)
    return open
  }

  // Days compiled so far, [first, end), as disjoint intervals with the open time before each.
  let first = 0
  let end = 0
  let starts: number[] = []
  let ends: number[] = []
  let before: number[] = []
  const compile = (from: number, to: number) => {
    // A day of slack on each side: a local day of any zone lies within a day of the UTC day of the same date.
    const wantedFirst = Math.floor(from / dayMs) - 2
    const wantedEnd = Math.floor(to / dayMs) + 3
    if (end > first && wantedFirst >= first && wantedEnd <= end) return
    first = end > first ? Math.min(first, wantedFirst) : wantedFirst
    end = end > first ? Math.max(end, wantedEnd) : wantedEnd
    const all: [number, number][] = []
    for (let day = first; day < end; day += 1) all.push(...openOn(day))
    all.sort((a, b) => a[0] - b[0])
    starts = []
    ends = []
    before = []
    let total = 0
    for (const [start, stop] of all) {
      const last = ends.length - 1
      if (last >= 0 && start <= ends[last]!) {
        if (stop > ends[last]!) {
          total += stop - ends[last]!
          ends[last] = stop
        }
        continue
      }
      starts.push(start)
      ends.push(stop)
      before.push(total)
      total += stop - start
    }
  }
  /** Index of the last interval that starts at or before `at`; -1 when none. */
  const indexAt = (at: number): number => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= at) low = middle + 1
      else high = middle
    }
    return low - 1
  }
  const openBefore = (at: number): number => {
    const index = indexAt(at)
    return index < 0 ? 0 : before[index]! + Math.min(at, ends[index]!) - starts[index]!
  }

  return {
    elapsedBetween(from, to) {
      if (to <= from) return 0
      compile(from, to)
      return openBefore(to) - openBefore(from)
    },
    instantAfter(from, amount) {
      if (amount <= 0) return from
      const lastDay = everyWeek ? Number.POSITIVE_INFINITY : lastException ? Date.parse(lastException) + 3 * dayMs : from
      for (let reach = stepDays; ; reach *= 2) {
        compile(from, from + reach * dayMs)
        const wanted = openBefore(from) + amount
        // The first interval whose end reaches the wanted amount.
        let low = 0
        let high = starts.length
        while (low < high) {
          const middle = (low + high) >> 1
          if (before[middle]! + ends[middle]! - starts[middle]! >= wanted) high = middle
          else low = middle + 1
        }
        if (low < starts.length) return starts[low]! + wanted - before[low]!
        if (from + reach * dayMs > lastDay || reach > horizonDays) return null
      }
    },
  }
}
