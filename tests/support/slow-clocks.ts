import { isAnswer } from '@/server/sla/facts'
import type { PolicyDefinition, SlaEvent } from '@/server/sla/schema'
import { type Metric, metrics } from '@/server/vocabulary/metric'
import { type Severity } from '@/server/vocabulary/severity'

/**
 * A slow, independent implementation of SEMANTICS §1 as a test oracle for the evaluation: it simulates ticks of half a
 * minute, elapsed time is a counter, and clocks of a resolved ticket are simulated further. Shares no arithmetic with
 * the rules. Instants of events must be whole ticks, targets whole minutes and the percentages 50 and 100.
 */
const tickMs = 30_000
const maxTicks = 2 * 60 * 24 * 40

export interface SlowClock {
  metric: Metric
  startedAt: number
  endedAt: number | null
  outcome: string
  breachedAt: number | null
  elapsedMs: number
  targetMs: number
  dueAt: number | null
  remainderMs: number | null
  fired: [number, number][]
}

interface Counter {
  metric: Metric
  start: number
  end: number | null
  cancelled: boolean
  calendar: string
  target: number
  elapsed: number
  promised: number | null
  breach: number | null
  fired: [number, number][]
  /** As it ended when the ticket was resolved; null for one that appeared while resolved. */
  ended?: Counter | null
}

type Opens = (calendar: string, tick: number) => boolean

export function slowClocks(
  policy: PolicyDefinition,
  allEvents: readonly SlaEvent[],
  asOf: number,
  opens: Opens,
): SlowClock[] {
  const known = allEvents.filter((event) => event.at <= asOf)
  const upheld = known.flatMap((event) => (event.type === 'dispute_upheld' ? [event.disputedSeq] : []))
  const events = known.filter((event) => !upheld.includes(event.seq))
  const origin = events[0]?.at ?? 0
  const tickOf = (at: number) => (at - origin) / tickMs
  const done: Counter[] = []
  let open: Counter[] = []
  let ghosts: Counter[] = []
  let status = 'open'
  let severity: Severity = 'S4'
  let closed = false
  const statuses: string[] = []
  const past: SlaEvent[] = []

  const wanted = (metric: Metric, of: Severity) => {
    const target = policy.severities[of]?.[metric]
    return target ? { calendar: target.calendar, ticks: target.targetMinutes * 2 } : null
  }
  const pauses = (metric: Metric, during: string) =>
    (during === 'waiting_on_customer' && ['update', 'workaround', 'resolution'].includes(metric)) ||
    (during === 'on_hold' && metric === 'resolution') ||
    (during === 'resolved' && ['update', 'workaround', 'resolution'].includes(metric))
  const reaches = (calendar: string, from: number, ticks: number): number => {
    let left = ticks
    for (let tick = from; tick < from + maxTicks; tick += 1) {
      if (left <= 0) return tick
      if (opens(calendar, tick)) left -= 1
    }
    return Number.POSITIVE_INFINITY
  }
  const begin = (metric: Metric, start: number, elapsed: number): Counter | null => {
    const target = wanted(metric, severity)
    if (!target) return null
    return {
      metric,
      start,
      end: null,
      cancelled: false,
      calendar: target.calendar,
      target: target.ticks,
      elapsed,
      promised: null,
      breach: null,
      fired: [],
    }
  }
  const add = (clock: Counter | null) => {
    if (clock) open.push(clock)
  }
  const finish = (list: readonly Metric[], at: number, cancelled: boolean) => {
    for (const clock of open.filter((one) => list.includes(one.metric))) done.push({ ...clock, end: at, cancelled })
    open = open.filter((one) => !list.includes(one.metric))
  }
  const since = (holds: (event: SlaEvent) => boolean) => past.slice(past.findLastIndex(holds) + 1)
  const answers = () => past.filter(isAnswer)
  const hasWorkaround = () =>
    past.some((event) => isAnswer(event) && 'kind' in event && (event.kind === 'workaround' || event.kind === 'fix'))
  const isCustomerMessage = (event: SlaEvent) =>
    event.type === 'customer_reply' ||
    (event.type === 'reopened' && event.actor === 'customer' && reopenings.has(event.seq))
  const reopenings = new Set<number>()
  /** Where the table of §1.2 has it start; undefined when it would not run now. */
  const tableStart = (metric: Metric): number | undefined => {
    if (metric === 'first_response') return answers().length === 0 ? 0 : undefined
    if (metric === 'workaround') return hasWorkaround() ? undefined : 0
    if (metric === 'resolution') return 0
    if (metric === 'next_response') {
      if (answers().length === 0) return undefined
      const pending = since((event) => isAnswer(event) || event.type === 'resolved').find(isCustomerMessage)
      return pending && tickOf(pending.at)
    }
    if (status === 'resolved') return undefined
    const cycle = since((event) => event.type === 'resolved').findLast(
      (event) => isAnswer(event) || reopenings.has(event.seq),
    )
    return cycle && tickOf(cycle.at)
  }
  const counted = (metric: Metric, calendar: string, from: number, to: number) => {
    let elapsed = 0
    for (let tick = from; tick < to; tick += 1)
      if (!pauses(metric, statuses[tick] ?? status) && opens(calendar, tick)) elapsed += 1
    return elapsed
  }
  const dueOf = (clock: Counter, now: number) =>
    clock.promised ?? reaches(clock.calendar, now, clock.target - clock.elapsed)
  const applySeverityChange = (clock: Counter, now: number, raised: boolean) => {
    const target = wanted(clock.metric, severity)
    if (!target || clock.breach !== null) return
    if (raised) {
      if (reaches(target.calendar, now, target.ticks) < dueOf(clock, now))
        Object.assign(clock, { calendar: target.calendar, target: clock.elapsed + target.ticks, promised: null })
    } else {
      const elapsed = counted(clock.metric, target.calendar, clock.start, now)
      Object.assign(clock, { calendar: target.calendar, target: target.ticks, elapsed, promised: null })
    }
  }
  const startForNewTarget = (metric: Metric, now: number, raised: boolean): Counter | null => {
    const start = tableStart(metric)
    const target = wanted(metric, severity)
    if (start === undefined || !target) return null
    return raised ? begin(metric, now, 0) : begin(metric, start, counted(metric, target.calendar, start, now))
  }
  const changeSeverity = (to: Severity, now: number) => {
    const raised = to < severity
    if (to === severity) return
    severity = to
    const dormant: readonly Metric[] = status === 'resolved' ? ['workaround', 'resolution'] : []
    for (const metric of metrics.filter((one) => !dormant.includes(one))) {
      const clock = open.find((one) => one.metric === metric)
      if (!wanted(metric, to)) finish([metric], now, true)
      else if (clock) applySeverityChange(clock, now, raised)
      else if (status !== 'resolved' || metric === 'first_response') add(startForNewTarget(metric, now, raised))
    }
    for (const metric of dormant) {
      const ghost = ghosts.find((one) => one.metric === metric)
      if (ghost && !wanted(metric, to)) settle(ghost)
      else if (ghost) applySeverityChange(ghost, now, raised)
      else {
        const fresh = startForNewTarget(metric, now, raised)
        if (fresh) ghosts.push({ ...fresh, ended: null })
      }
    }
  }
  const settle = (ghost: Counter) => {
    ghosts = ghosts.filter((one) => one !== ghost)
    if (ghost.ended) done.push(ghost.ended)
  }
  const reopen = (now: number, seq: number) => {
    reopenings.add(seq)
    for (const { ended: _, ...clock } of ghosts) open.push(clock)
    ghosts = []
    status = 'open'
    add(begin('update', now, 0))
  }
  const addCustomerMessage = (now: number, event: SlaEvent) => {
    const first = tableStart('next_response') === undefined && answers().length > 0
    past.push(event)
    if (first) add(begin('next_response', now, 0))
  }
  const answer = (now: number, event: SlaEvent) => {
    past.push(event)
    finish(['first_response', 'next_response', 'update'], now, false)
    if (hasWorkaround()) {
      finish(['workaround'], now, false)
      for (const ghost of ghosts.filter((one) => one.metric === 'workaround')) settle(ghost)
    }
    if (status !== 'resolved') add(begin('update', now, 0))
  }
  const resolve = (now: number) => {
    finish(['update', 'next_response'], now, true)
    const both = open.filter((clock) => clock.metric === 'workaround' || clock.metric === 'resolution')
    open = open.filter((clock) => !both.includes(clock))
    ghosts = both.map((clock) => ({ ...clock, ended: { ...clock, end: now } }))
    status = 'resolved'
  }
  const promise = (clock: Counter | undefined, now: number, promised: number) => {
    if (!clock || clock.breach !== null || promised >= dueOf(clock, now)) return
    clock.target =
      clock.elapsed + [...Array(promised - now).keys()].filter((after) => opens(clock.calendar, now + after)).length
    if (!pauses('update', status)) clock.promised = promised
  }
  const apply = (event: SlaEvent, now: number) => {
    const isResolved = status === 'resolved'
    if (closed) return
    if (event.type === 'filed') {
      severity = event.severity
      for (const metric of ['first_response', 'workaround', 'resolution'] as const) add(begin(metric, 0, 0))
    } else if (event.type === 'customer_reply' || event.type === 'reopened') {
      if (isResolved) reopen(now, event.seq)
      if (event.type === 'customer_reply' || (isResolved && event.actor === 'customer')) addCustomerMessage(now, event)
      else if (isResolved) past.push(event)
    } else if (isAnswer(event)) answer(now, event)
    else if (event.type === 'status_changed' && !isResolved) status = event.to
    else if (event.type === 'severity_changed') changeSeverity(event.to, now)
    else if (event.type === 'resolved' && !isResolved) {
      past.push(event)
      resolve(now)
    } else if (event.type === 'update_promised')
      promise(
        open.find((clock) => clock.metric === 'update'),
        now,
        tickOf(event.promisedAt),
      )
    else if (event.type === 'closed_by_customer' || event.type === 'merged') {
      finish(metrics, now, true)
      closed = true
    }
    for (const clock of open) if (pauses(clock.metric, status)) clock.promised = null
  }

  const last = tickOf(asOf)
  for (let now = 0; now <= last; now += 1) {
    for (const event of events.filter((one) => tickOf(one.at) === now)) apply(event, now)
    statuses[now] = status
    for (const clock of open) {
      if (pauses(clock.metric, status) || clock.breach !== null) continue
      for (const percent of [50, 100])
        if (clock.elapsed * 100 >= clock.target * percent && !clock.fired.some(([one]) => one === percent))
          clock.fired = [...clock.fired, [percent, now]]
      if (clock.promised === null ? clock.elapsed >= clock.target : clock.promised <= now) clock.breach = now
    }
    if (now < last)
      for (const clock of open) if (!pauses(clock.metric, status) && opens(clock.calendar, now)) clock.elapsed += 1
  }
  const instant = (tick: number) => origin + tick * tickMs
  const told = [...done, ...ghosts.flatMap((ghost) => (ghost.ended ? [ghost.ended] : [])), ...open]
  return told
    .filter((clock) => clock.end !== clock.start)
    .map((clock): SlowClock => {
      const ended = clock.end !== null
      const paused = !ended && pauses(clock.metric, status) && clock.breach === null
      const due = ended || paused ? Number.POSITIVE_INFINITY : (clock.breach ?? dueOf(clock, last))
      return {
        metric: clock.metric,
        startedAt: instant(clock.start),
        endedAt: clock.end === null ? null : instant(clock.end),
        outcome: !ended ? 'open' : clock.cancelled ? 'cancelled' : clock.breach === null ? 'met' : 'late',
        breachedAt: clock.breach === null ? null : instant(clock.breach),
        elapsedMs: clock.elapsed * tickMs,
        targetMs: clock.target * tickMs,
        dueAt: due === Number.POSITIVE_INFINITY ? null : instant(due),
        remainderMs: paused ? Math.max(0, clock.target - clock.elapsed) * tickMs : null,
        fired: clock.fired.map(([percent, at]) => [percent, instant(at)]),
      }
    })
    .sort(
      (a, b) =>
        metrics.indexOf(a.metric) - metrics.indexOf(b.metric) ||
        a.startedAt - b.startedAt ||
        (a.endedAt ?? Number.MAX_VALUE) - (b.endedAt ?? Number.MAX_VALUE),
    )
}
