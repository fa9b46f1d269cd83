import { type ClockResult, evaluate } from '@/server/sla/evaluation/evaluate.rules'
import { evaluateQuestion } from '@/server/sla/schema'
import { type Refusal, refusalOf } from './questions'

const iso = (instant: number) => new Date(instant).toISOString()
const isoOrNull = (instant: number | null) => (instant === null ? null : iso(instant))
const warnings = (list: ClockResult['warningsFired']) =>
  list.map(([percent, at]): [number, string] => [percent, iso(at)])

/** Returns a clock as JSON: the fields in docs/formats.md, with instants in ISO 8601, UTC. */
export function clockJson(clock: ClockResult) {
  return {
    metric: clock.metric,
    startedAt: iso(clock.startedAt),
    endedAt: isoOrNull(clock.endedAt),
    outcome: clock.outcome,
    state: clock.state,
    dueAt: isoOrNull(clock.dueAt),
    remainderMs: clock.remainderMs,
    breachedAt: isoOrNull(clock.breachedAt),
    elapsedMs: clock.elapsedMs,
    warningsFired: warnings(clock.warningsFired),
    warningsAhead: warnings(clock.warningsAhead),
  }
}

/** Answers one question of `sla evaluate` (docs/formats.md): every clock that ever existed, as of an instant. */
export function answerEvaluate(question: unknown): { clocks: ReturnType<typeof clockJson>[] } | Refusal {
  const parsed = evaluateQuestion.safeParse(question)
  if (!parsed.success) return refusalOf(parsed.error)
  const { policy, events, asOf } = parsed.data
  return { clocks: evaluate(policy, events, asOf).map(clockJson) }
}
