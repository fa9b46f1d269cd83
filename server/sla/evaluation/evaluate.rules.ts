import { type PausableStatus, type PolicyDefinition, type SlaEvent } from '../schema'
import { type Clock, type ClockOutcome, dueAt, elapsedAt, type FiredWarning, warningsAhead } from './clock.rules'
import { runningSpans, type StatusHistory } from './pauses.rules'
import { type CompiledPolicy, compilePolicy } from './targets.rules'
import { Timeline } from './timeline.rules'
import { type Metric, metrics } from '@/server/vocabulary/metric'

/**
 * Evaluation of SLA clocks from events (SEMANTICS §1), pure. The worker, the screens, the replay, the what-if and the
 * customer's verification all use this one implementation. All instants are epoch milliseconds, UTC.
 */
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
  /** `late`: ended after its breach. */
  outcome: ClockOutcome
  /** `breached`: open and breached, paused or not. */
  state: ClockState
  /** Running: the due instant, null if it never comes. Breached and open: the breach instant. Otherwise null. */
  dueAt: number | null
  /** Only while paused. */
  remainderMs: number | null
  breachedAt: number | null
  /** Open time of the calendar less pauses, up to the clock's end or `asOf`. */
  elapsedMs: number
  /** After a raise or a promise: the time elapsed at that instant plus the remainder (§1.6). */
  targetMs: number
  /** By instant, then percent. */
  warningsFired: FiredWarning[]
  /** Warnings that will fire if no more events come; empty unless running. */
  warningsAhead: FiredWarning[]
  /** The status that pauses it, only while `state` is `paused`. */
  pausedFor: Exclude<PausableStatus, 'open'> | null
  /** From the clock's start to its end or `asOf`, without gaps, for drawing. */
  spans: ClockSpan[]
}

/**
 * Returns every clock that ever existed on a ticket as of an instant, sorted by metric, start and end, open ones last.
 * @param events in order of `seq`, beginning with `filed`, `at` never decreasing (the schema checks it)
 * @param asOf events after it are ignored
 */
export function evaluate(policy: PolicyDefinition, events: readonly SlaEvent[], asOf: number): ClockResult[] {
  const facts = events.filter((event) => event.at <= asOf)
  const filed = facts[0]
  if (filed?.type !== 'filed') return []
  const compiled = compilePolicy(policy)
  const timeline = new Timeline(compiled, filed)
  // When a dispute is upheld, the disputed reply counts as an acknowledgement from the beginning (§1.1): ignore it.
  const upheld = new Set(facts.flatMap((event) => (event.type === 'dispute_upheld' ? [event.disputedSeq] : [])))
  let evaluatedUntil = filed.at
  for (const event of facts) {
    if (event.type === 'staff_reply' && upheld.has(event.seq)) continue
    if (event.at > evaluatedUntil) {
      timeline.recordDue(event.at, false)
      evaluatedUntil = event.at
    }
    timeline.apply(event)
  }
  timeline.recordDue(asOf, true)
  return timeline.clocks
    .filter((clock) => clock.endedAt !== clock.startedAt)
    .map((clock) => resultOf(clock, compiled, timeline.history, asOf))
    .sort(inOrder)
}

const order = new Map(metrics.map((metric, index) => [metric, index]))
const endOf = (clock: ClockResult) => clock.endedAt ?? Number.MAX_VALUE

function inOrder(a: ClockResult, b: ClockResult): number {
  return order.get(a.metric)! - order.get(b.metric)! || a.startedAt - b.startedAt || endOf(a) - endOf(b)
}

function stateOf(clock: Clock): ClockState {
  if (clock.endedAt !== null) return 'ended'
  if (clock.breachedAt !== null) return 'breached'
  return clock.runningSince === null ? 'paused' : 'running'
}

function resultOf(clock: Clock, policy: CompiledPolicy, history: StatusHistory, asOf: number): ClockResult {
  const state = stateOf(clock)
  const status = history.at(-1)!.status
  return {
    metric: clock.metric,
    startedAt: clock.startedAt,
    endedAt: clock.endedAt,
    outcome: clock.outcome,
    state,
    dueAt: state === 'running' ? dueAt(clock) : state === 'breached' ? clock.breachedAt : null,
    remainderMs: state === 'paused' ? Math.max(0, clock.targetMs - clock.countedMs) : null,
    breachedAt: clock.breachedAt,
    elapsedMs: elapsedAt(clock, asOf),
    targetMs: clock.targetMs,
    warningsFired: clock.warningsFired,
    warningsAhead: state === 'running' ? warningsAhead(clock, policy.percents) : [],
    pausedFor: state === 'paused' && (status === 'waiting_on_customer' || status === 'on_hold') ? status : null,
    spans: spansOf(clock, history, clock.endedAt ?? asOf),
  }
}

function spansOf(clock: Clock, history: StatusHistory, until: number): ClockSpan[] {
  const spans: ClockSpan[] = []
  const push = (from: number, to: number, kind: ClockSpan['kind']) => {
    if (to <= from) return
    const last = spans.at(-1)
    if (last?.kind === kind) last.to = to
    else spans.push({ from, to, kind })
  }
  const breachedAt = clock.breachedAt ?? Number.POSITIVE_INFINITY
  let at = clock.startedAt
  for (const { from, to } of runningSpans(clock.metric, history, clock.startedAt, until)) {
    push(at, from, 'paused')
    push(from, Math.min(to, breachedAt), 'running')
    push(Math.max(from, breachedAt), to, 'breached')
    at = to
  }
  push(at, until, 'paused')
  return spans
}
