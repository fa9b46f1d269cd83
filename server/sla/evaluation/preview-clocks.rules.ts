import { type Metric, metrics } from '@/server/vocabulary/metric'
import type { PolicyDefinition, SlaEvent } from '../schema'
import { type ClockResult, evaluate } from './evaluate.rules'
import type { HypotheticalEvent } from './hypothetical.rules'

/**
 * Previews how hypothetical events would change a ticket's clocks. Runs the evaluation (SEMANTICS §1) twice, so that a
 * screen that says "an answer by 10:00" always agrees with the clock that then runs, for every calendar, after promises
 * and on resolved tickets. Pure and safe in a browser. All instants are epoch milliseconds, UTC.
 */
export interface ClockChange {
  metric: Metric
  /**
   * `ends`: met in time. `endsLate`: ends after its breach. `cancels`: ends without a result. `starts`, `revives`: it
   * runs, or is paused when `dueAfter` is null. `pauses`, `resumes`, `moves`: continues with another due instant.
   */
  kind: 'ends' | 'endsLate' | 'cancels' | 'starts' | 'revives' | 'pauses' | 'resumes' | 'moves'
  /** Due instant before; null while paused; the breach instant of a breached clock. */
  dueBefore: number | null
  dueAfter: number | null
}

export interface ClockPreview {
  before: ClockResult[]
  after: ClockResult[]
  /** By metric in the order of the specification; a clock that ends comes before the one that starts. */
  changes: ClockChange[]
}

const isOpen = (clock: ClockResult) => clock.state !== 'ended'
const endings = { met: 'ends', late: 'endsLate', cancelled: 'cancels' } as const

function changesOf(metric: Metric, before: readonly ClockResult[], after: readonly ClockResult[]): ClockChange[] {
  const changes: ClockChange[] = []
  const was = before.find((clock) => clock.metric === metric && isOpen(clock))
  const is = after.find((clock) => clock.metric === metric && isOpen(clock))
  const same = was && after.find((clock) => clock.metric === metric && clock.startedAt === was.startedAt)
  // A clock that would end at the instant of its start is missing from the result of the evaluation.
  if (was && (!same || !isOpen(same)))
    changes.push({
      metric,
      kind: same && same.outcome !== 'open' ? endings[same.outcome] : 'cancels',
      dueBefore: was.dueAt,
      dueAfter: null,
    })
  if (is && is.startedAt !== was?.startedAt) {
    const ended = before.some((clock) => clock.metric === metric && clock.startedAt === is.startedAt)
    changes.push({ metric, kind: ended ? 'revives' : 'starts', dueBefore: null, dueAfter: is.dueAt })
  }
  if (was && is && is.startedAt === was.startedAt && was.dueAt !== is.dueAt)
    changes.push({
      metric,
      kind: is.state === 'paused' ? 'pauses' : was.state === 'paused' ? 'resumes' : 'moves',
      dueBefore: was.dueAt,
      dueAfter: is.dueAt,
    })
  return changes
}

/**
 * Compares the clocks at `at` with those right after the hypothetical events.
 * @param timeline the ticket's events in order of `seq`; empty when the first hypothetical event files the ticket
 * @param at the current instant; the newest event's when that is later, as a browser's clock may be behind
 */
export function previewClocks(
  policy: PolicyDefinition,
  timeline: readonly SlaEvent[],
  hypotheticalEvents: readonly HypotheticalEvent[],
  at: number,
): ClockPreview {
  const last = timeline.at(-1)
  const now = Math.max(at, last?.at ?? at)
  const added = hypotheticalEvents.map(
    (event, index) => ({ ...event, seq: (last?.seq ?? 0) + index + 1, at: now }) as SlaEvent,
  )
  const before = evaluate(policy, timeline, now)
  const after = evaluate(policy, [...timeline, ...added], now)
  return { before, after, changes: metrics.flatMap((metric) => changesOf(metric, before, after)) }
}
