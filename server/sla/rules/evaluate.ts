import { alwaysOpen, type Calendar, compileCalendar } from '@/server/time/business-calendar'
import { type Metric, metrics, type PolicyDefinition, type Severity, type SlaEvent } from '../schema'

/**
 * The one evaluation of SLA clocks (SEMANTICS §1). Facts in, clocks out: the live worker, the screens, the replay and
 * the customer's own verification all call this. Clocks are judged after all events of an instant (§1.6): before the
 * events of instant T everything that came due before T is recorded, and what is due at T itself only if nothing at T
 * ends or pauses the clock. All instants are epoch milliseconds, UTC.
 */
export type ClockOutcome = 'open' | 'met' | 'late' | 'cancelled'
export type ClockState = 'running' | 'paused' | 'breached' | 'ended'
export interface ClockSpan {
  from: number
  to: number
  kind: 'running' | 'paused' | 'breached'
}

export interface ClockResult {
  metric: Metric
  startedAt: number
  endedAt: number | null
  outcome: ClockOutcome
  state: ClockState
  /** Running: the due instant (null when it never comes). Breached and open: the breach instant. Else null. */
  dueAt: number | null
  /** Only while paused. */
  remainderMs: number | null
  breachedAt: number | null
  /** Calendar time less pauses, at the end or as of the question. */
  elapsedMs: number
  targetMs: number
  pausedFor: 'waiting_on_customer' | 'on_hold' | null
  warningsFired: [percent: number, at: number][]
  warningsAhead: [percent: number, at: number][]
  /** The clock's life, for drawing. */
  spans: ClockSpan[]
}

type Status = 'open' | 'waiting_on_customer' | 'on_hold' | 'resolved'

/** §1.2, last column; a resolved ticket pauses what a reopening would revive. */
const pausing: Record<Metric, readonly Status[]> = {
  first_response: [],
  next_response: [],
  update: ['waiting_on_customer', 'resolved'],
  workaround: ['waiting_on_customer', 'resolved'],
  resolution: ['waiting_on_customer', 'on_hold', 'resolved'],
}

interface Clock {
  metric: Metric
  startedAt: number
  endedAt: number | null
  outcome: ClockOutcome
  calendar: Calendar
  /** Elapsed time that counts as the whole target. */
  target: number
  /** Elapsed up to `runningSince` (or in all, when paused or ended). */
  base: number
  runningSince: number | null
  /** A promised instant, due as it stands while the clock runs, open or not (§1.6). */
  promisedDue: number | null
  breachedAt: number | null
  fired: [number, number][]
}

interface SeverityChange {
  at: number
  from: Severity
  to: Severity
}

const rank: Record<Severity, number> = { S1: 1, S2: 2, S3: 3, S4: 4 }
/** Whether a change is towards S1. */
export const isRaise = (from: Severity, to: Severity) => rank[to] < rank[from]

/** A human's public reply with substance: only this answers a customer (§1.1). */
export const isAnswer = (event: SlaEvent) => event.type === 'staff_reply' && event.human && event.kind !== 'acknowledgement'

// Calendars compile days as they are needed and keep them, so one compilation serves every ticket of a policy.
const compiled = new WeakMap<PolicyDefinition, Map<string, Calendar>>()
function calendarOf(policy: PolicyDefinition, name: string): Calendar {
  let calendars = compiled.get(policy)
  if (!calendars) {
    calendars = new Map()
    compiled.set(policy, calendars)
  }
  let calendar = calendars.get(name)
  if (!calendar) {
    const definition = policy.calendars[name]
    calendar = !definition || definition.type === '24x7' ? alwaysOpen : compileCalendar(definition)
    calendars.set(name, calendar)
  }
  return calendar
}

const minuteMs = 60_000

class Evaluation {
  private readonly clocks: Clock[] = []
  private readonly open = new Map<Metric, Clock>()
  /** What `resolved` ended and `reopened` would revive. */
  private revivable: Clock[] = []
  private changesWhileResolved: SeverityChange[] = []
  private readonly statuses: { at: number; status: Status }[]
  private status: Status = 'open'
  private severity: Severity
  private readonly filedAt: number
  private answered = false
  private workaroundGiven = false
  private oldestUnanswered: number | null = null
  /** The last answer or reopening: where a running update cycle began. */
  private cycleBegan: number | null = null
  private over = false

  constructor(
    private readonly policy: PolicyDefinition,
    filed: Extract<SlaEvent, { type: 'filed' }>,
  ) {
    this.severity = filed.severity
    this.filedAt = filed.at
    this.statuses = [{ at: filed.at, status: 'open' }]
    for (const metric of ['first_response', 'workaround', 'resolution'] as const) this.start(metric, filed.at)
  }

  private wanted(metric: Metric, severity: Severity = this.severity) {
    return this.policy.severities[severity]?.[metric] ?? null
  }

  private start(metric: Metric, at: number): void {
    const target = this.wanted(metric)
    if (!target || this.open.has(metric)) return
    this.add({
      metric,
      startedAt: at,
      endedAt: null,
      outcome: 'open',
      calendar: calendarOf(this.policy, target.calendar),
      target: Math.ceil(target.targetMinutes * minuteMs),
      base: 0,
      runningSince: pausing[metric].includes(this.status) ? null : at,
      promisedDue: null,
      breachedAt: null,
      fired: [],
    })
  }

  private add(clock: Clock): void {
    this.clocks.push(clock)
    this.open.set(clock.metric, clock)
  }

  private elapsed(clock: Clock, at: number): number {
    return clock.runningSince === null ? clock.base : clock.base + clock.calendar.elapsedBetween(clock.runningSince, at)
  }

  private due(clock: Clock): number | null {
    if (clock.runningSince === null) return null
    return clock.promisedDue ?? clock.calendar.instantAfter(clock.runningSince, clock.target - clock.base)
  }

  private pause(clock: Clock, at: number): void {
    if (clock.runningSince === null) return
    clock.base = this.elapsed(clock, at)
    clock.runningSince = null
    clock.promisedDue = null
  }

  private end(metric: Metric, at: number, cancelled = false): Clock | undefined {
    const clock = this.open.get(metric)
    if (!clock) return undefined
    this.open.delete(metric)
    clock.base = this.elapsed(clock, at)
    clock.runningSince = null
    clock.promisedDue = null
    clock.endedAt = at
    clock.outcome = cancelled ? 'cancelled' : clock.breachedAt === null ? 'met' : 'late'
    return clock
  }

  private warningAt(clock: Clock, percent: number): number | null {
    if (clock.runningSince === null) return null
    return clock.calendar.instantAfter(clock.runningSince, Math.ceil((clock.target * percent) / 100) - clock.base)
  }

  /** Records what has come due before `limit`, or by it when `inclusive`. */
  judge(limit: number, inclusive: boolean): void {
    const passed = (at: number | null) => at !== null && (inclusive ? at <= limit : at < limit)
    for (const clock of this.open.values()) {
      if (clock.breachedAt !== null || clock.runningSince === null) continue
      for (const percent of this.policy.warningPercents) {
        if (clock.fired.some(([known]) => known === percent)) continue
        const at = this.warningAt(clock, percent)
        if (passed(at)) clock.fired.push([percent, at!])
      }
      const due = this.due(clock)
      if (passed(due)) clock.breachedAt = due
    }
  }

  /** Running spans of a metric between two instants, by the ticket's status alone (§1.6). */
  private runs(metric: Metric, from: number, to: number): [number, number][] {
    const spans: [number, number][] = []
    for (let index = 0; index < this.statuses.length; index += 1) {
      const { at, status } = this.statuses[index]!
      const until = this.statuses[index + 1]?.at ?? Number.POSITIVE_INFINITY
      const start = Math.max(at, from)
      const stop = Math.min(until, to)
      if (stop > start && !pausing[metric].includes(status)) spans.push([start, stop])
    }
    return spans
  }

  private recount(metric: Metric, calendar: Calendar, from: number, to: number): number {
    return this.runs(metric, from, to).reduce((sum, [start, stop]) => sum + calendar.elapsedBetween(start, stop), 0)
  }

  /** §1.4 for one clock that exists and is neither ended nor breached. */
  private regrade(clock: Clock, change: SeverityChange): void {
    const { at } = change
    const target = this.wanted(clock.metric, change.to)!
    const calendar = calendarOf(this.policy, target.calendar)
    const whole = Math.ceil(target.targetMinutes * minuteMs)
    const running = clock.runningSince !== null
    if (isRaise(change.from, change.to)) {
      const sofar = this.elapsed(clock, at)
      const old = running ? this.due(clock) : clock.calendar.instantAfter(at, clock.target - sofar)
      const fresh = calendar.instantAfter(at, whole)
      if (fresh === null || (old !== null && old <= fresh)) return
      clock.base = sofar
      clock.calendar = calendar
      clock.target = sofar + whole
    } else {
      clock.base = this.recount(clock.metric, calendar, clock.startedAt, at)
      clock.calendar = calendar
      clock.target = whole
    }
    clock.promisedDue = null
    if (running) clock.runningSince = at
  }

  /** Where the table of §1.2 says a clock of this metric would have started; null when it would not run now. */
  private beganAt(metric: Metric): number | null {
    switch (metric) {
      case 'first_response':
        return this.answered ? null : this.filedAt
      case 'next_response':
        return this.oldestUnanswered
      case 'update':
        return this.status === 'resolved' ? null : this.cycleBegan
      case 'workaround':
        return this.workaroundGiven ? null : this.filedAt
      case 'resolution':
        return this.filedAt
    }
  }

  /** A target that appears (§1.4): from now on a raise, from the table's start on a lowering. */
  private appear(metric: Metric, change: SeverityChange): void {
    const target = this.wanted(metric, change.to)
    const began = this.beganAt(metric)
    if (!target || began === null) return
    const raised = isRaise(change.from, change.to)
    const startedAt = raised ? change.at : began
    const calendar = calendarOf(this.policy, target.calendar)
    this.add({
      metric,
      startedAt,
      endedAt: null,
      outcome: 'open',
      calendar,
      target: Math.ceil(target.targetMinutes * minuteMs),
      base: raised ? 0 : this.recount(metric, calendar, startedAt, change.at),
      runningSince: pausing[metric].includes(this.status) ? null : change.at,
      promisedDue: null,
      breachedAt: null,
      fired: [],
    })
  }

  private changeSeverity(change: SeverityChange, among: readonly Metric[]): void {
    for (const metric of among) {
      const clock = this.open.get(metric)
      if (!clock) this.appear(metric, change)
      else if (!this.wanted(metric, change.to)) this.end(metric, change.at, true)
      else if (clock.breachedAt === null) this.regrade(clock, change)
    }
  }

  private setStatus(status: Status, at: number): void {
    if (status === this.status) return
    this.status = status
    this.statuses.push({ at, status })
    for (const clock of this.open.values()) {
      if (pausing[clock.metric].includes(status)) this.pause(clock, at)
      else if (clock.runningSince === null) clock.runningSince = at
    }
  }

  private answer(event: Extract<SlaEvent, { type: 'staff_reply' }>): void {
    this.end('first_response', event.at)
    this.answered = true
    this.end('next_response', event.at)
    this.oldestUnanswered = null
    this.end('update', event.at)
    if (event.kind === 'workaround' || event.kind === 'fix') {
      this.end('workaround', event.at)
      this.workaroundGiven = true
    }
    if (this.status === 'resolved') return
    this.cycleBegan = event.at
    this.start('update', event.at)
  }

  private customerSpoke(at: number): void {
    if (!this.answered || this.oldestUnanswered !== null) return
    this.oldestUnanswered = at
    this.start('next_response', at)
  }

  private resolve(at: number): void {
    if (this.status === 'resolved') return
    this.end('update', at, true)
    this.end('next_response', at, true)
    this.oldestUnanswered = null
    this.cycleBegan = null
    this.revivable = [this.end('workaround', at), this.end('resolution', at)].filter((clock) => clock !== undefined)
    this.changesWhileResolved = []
    this.setStatus('resolved', at)
  }

  private reopen(at: number, byCustomer: boolean): void {
    if (this.status !== 'resolved') return
    // What the resolve ended is paused since then; changes of severity meanwhile act on it as on a paused clock.
    const ended = new Map(this.revivable.map((clock) => [clock, { endedAt: clock.endedAt, outcome: clock.outcome, base: clock.base, target: clock.target, calendar: clock.calendar }]))
    for (const clock of this.revivable) {
      if (clock.metric === 'workaround' && this.workaroundGiven) continue
      clock.endedAt = null
      clock.outcome = 'open'
      this.open.set(clock.metric, clock)
    }
    for (const change of this.changesWhileResolved) {
      for (const metric of ['workaround', 'resolution'] as const) {
        const clock = this.open.get(metric)
        const kept = clock && ended.get(clock)
        if (clock && !this.wanted(metric, change.to)) {
          // A target lost while resolved: the clock stays as it ended; one that only then appeared never was.
          this.open.delete(metric)
          if (kept) Object.assign(clock, kept)
          else this.clocks.splice(this.clocks.indexOf(clock), 1)
        } else if (!clock) this.appear(metric, change)
        else if (clock.breachedAt === null) this.regrade(clock, change)
      }
    }
    this.revivable = []
    this.changesWhileResolved = []
    this.setStatus('open', at)
    this.cycleBegan = at
    this.start('update', at)
    if (byCustomer) this.customerSpoke(at)
  }

  apply(event: SlaEvent): void {
    if (this.over) return
    switch (event.type) {
      case 'customer_reply':
        if (this.status === 'resolved') this.reopen(event.at, true)
        else this.customerSpoke(event.at)
        break
      case 'staff_reply':
        if (isAnswer(event)) this.answer(event)
        break
      case 'status_changed':
        if (this.status !== 'resolved') this.setStatus(event.to, event.at)
        break
      case 'severity_changed': {
        if (event.to === this.severity) break
        const change = { at: event.at, from: this.severity, to: event.to }
        this.severity = event.to
        if (this.status === 'resolved') {
          this.changesWhileResolved.push(change)
          this.changeSeverity(change, ['first_response'])
        } else this.changeSeverity(change, metrics)
        break
      }
      case 'resolved':
        this.resolve(event.at)
        break
      case 'reopened':
        this.reopen(event.at, event.actor === 'customer')
        break
      case 'closed_by_customer':
      case 'merged':
        for (const metric of metrics) this.end(metric, event.at, true)
        this.over = true
        break
      case 'update_promised':
        this.promise(event.at, event.promisedAt)
        break
    }
  }

  /** Pulls the update cycle's due instant earlier, never later (§1.2, §1.6). */
  private promise(at: number, promisedAt: number): void {
    const clock = this.open.get('update')
    if (!clock || clock.breachedAt !== null || promisedAt <= at) return
    const sofar = this.elapsed(clock, at)
    const running = clock.runningSince !== null
    const old = running ? this.due(clock) : clock.calendar.instantAfter(at, clock.target - sofar)
    if (old !== null && old <= promisedAt) return
    clock.base = sofar
    clock.target = sofar + clock.calendar.elapsedBetween(at, promisedAt)
    if (!running) return
    clock.runningSince = at
    clock.promisedDue = promisedAt
  }

  results(asOf: number): ClockResult[] {
    const order = new Map(metrics.map((metric, index) => [metric, index]))
    const latest = Number.POSITIVE_INFINITY
    return this.clocks
      .filter((clock) => clock.endedAt !== clock.startedAt)
      .map((clock) => this.result(clock, asOf))
      .sort(
        (a, b) =>
          order.get(a.metric)! - order.get(b.metric)! || a.startedAt - b.startedAt || (a.endedAt ?? latest) - (b.endedAt ?? latest) || 0,
      )
  }

  private result(clock: Clock, asOf: number): ClockResult {
    const ended = clock.endedAt !== null
    const breached = clock.breachedAt !== null
    const running = clock.runningSince !== null
    const state: ClockState = ended ? 'ended' : breached ? 'breached' : running ? 'running' : 'paused'
    const ahead: [number, number][] = []
    if (state === 'running')
      for (const percent of this.policy.warningPercents) {
        if (clock.fired.some(([known]) => known === percent)) continue
        const at = this.warningAt(clock, percent)
        if (at !== null) ahead.push([percent, at])
      }
    const byInstant = (a: [number, number], b: [number, number]) => a[1] - b[1] || a[0] - b[0]
    return {
      metric: clock.metric,
      startedAt: clock.startedAt,
      endedAt: clock.endedAt,
      outcome: clock.outcome,
      state,
      dueAt: state === 'running' ? this.due(clock) : state === 'breached' ? clock.breachedAt : null,
      remainderMs: state === 'paused' ? Math.max(0, clock.target - clock.base) : null,
      breachedAt: clock.breachedAt,
      elapsedMs: this.elapsed(clock, asOf),
      targetMs: clock.target,
      pausedFor: state === 'paused' && (this.status === 'waiting_on_customer' || this.status === 'on_hold') ? this.status : null,
      warningsFired: [...clock.fired].sort(byInstant),
      warningsAhead: ahead.sort(byInstant),
      spans: this.spans(clock, clock.endedAt ?? asOf),
    }
  }

  private spans(clock: Clock, until: number): ClockSpan[] {
    const spans: ClockSpan[] = []
    const push = (from: number, to: number, kind: ClockSpan['kind']) => {
      if (to > from) spans.push({ from, to, kind })
    }
    let at = clock.startedAt
    const cut = clock.breachedAt ?? Number.POSITIVE_INFINITY
    for (const [from, to] of this.runs(clock.metric, clock.startedAt, until)) {
      push(at, from, 'paused')
      push(from, Math.min(to, cut), 'running')
      push(Math.max(from, cut), to, 'breached')
      at = to
    }
    push(at, until, 'paused')
    return spans
  }
}

/**
 * Every clock that ever existed on this timeline, sorted by metric, start and end (open ones last), as of an instant.
 * Events after `asOf` are not facts yet. The first event must be `filed`; events come in order of `seq`.
 */
export function evaluate(policy: PolicyDefinition, events: readonly SlaEvent[], asOf: number): ClockResult[] {
  const facts = events.filter((event) => event.at <= asOf)
  const filed = facts[0]
  if (!filed || filed.type !== 'filed') return []
  // An upheld dispute makes the reply an acknowledgement, from the beginning (§1.1).
  const upheld = new Set(facts.flatMap((event) => (event.type === 'dispute_upheld' ? [event.disputedSeq] : [])))
  const evaluation = new Evaluation(policy, filed)
  let instant = filed.at
  for (let index = 1; index < facts.length; index += 1) {
    const event = facts[index]!
    if (event.at > instant) {
      evaluation.judge(event.at, false)
      instant = event.at
    }
    evaluation.apply(event.type === 'staff_reply' && upheld.has(event.seq) ? { ...event, kind: 'acknowledgement' } : event)
  }
  evaluation.judge(asOf, true)
  return evaluation.results(asOf)
}
