import { type EscalationDefinition, escalationDefinition, type EscalationState } from '@/server/paging/schema'
import {
  acknowledge,
  type AcknowledgementFacts,
  advance,
  type AdvanceContext,
  type Decision,
  openPage,
} from '@/server/paging/page/escalation.rules'

export const minute = 60_000

export const t0 = Date.parse('2027-03-13T18:00:00.000Z')

export const after = (minutes: number) => t0 + minutes * minute

export const target = (id: string) => ({ type: 'engineer' as const, id })

/** Steps at 0, 5 and 10 min, repeated once at 15, 20 and 25 min; the repeats are used up at 30 min. */
export const policy: EscalationDefinition = escalationDefinition.parse({
  steps: ['ana', 'bo', 'cy'].map((id) => ({ delayMinutes: 5, targets: [target(id)] })),
  repeats: 1,
})

export const everybody: AdvanceContext['reached'] = (one) => ({ kind: 'reached', engineerId: one.id })

export const nobody: AdvanceContext['reached'] = () => ({ kind: 'gap', reason: 'nobody_on_call', engineerId: null })

export const allBut =
  (...absent: string[]): AdvanceContext['reached'] =>
  (one, at) =>
    absent.includes(one.id) ? { kind: 'gap', reason: 'no_verified_method', engineerId: one.id } : everybody(one, at)

/** An S1 page of high urgency of which a notification was sent. */
export const base = { severity: 'S1', urgency: 'high', sent: true, managers: new Set<string>() } as const

export const quiet: AcknowledgementFacts = { severity: 'S1', responseWarningAt: null }

/**
 * Formats a decision, such as `5 notify bo #1.1`: minute, kind, people, cycle and ordinal; then lateness and gaps if
 * any.
 */
export function describeDecision(decision: Decision): string {
  const at = (decision.at - t0) / minute
  if (decision.kind === 'reopen') return `${at} reopen as cycle ${decision.cycle}`
  const words: (string | number)[] = [at, decision.kind]
  if ('engineerIds' in decision) words.push(decision.engineerIds.join('+') || 'nobody')
  if (decision.kind === 'unanswered') words.push(decision.shouldNotifyManagers ? 'managers told' : 'managers know')
  words.push(`#${decision.cycle}.${decision.ordinal}`)
  if (decision.lateMs !== null) words.push(`late ${decision.lateMs / 1000} s`)
  if (decision.gaps.length > 0) words.push(`gaps ${decision.gaps.map((gap) => gap.target.id).join('+')}`)
  return words.join(' ')
}

/** Advances the state at each scheduled instant up to `until`, like a worker that is never late. */
export function advanceUntil(
  from: EscalationState,
  until: number,
  context: Partial<AdvanceContext> = {},
  by: EscalationDefinition = policy,
): { state: EscalationState; log: string[] } {
  let state = from
  const log: string[] = []
  while (state.scheduledAt !== null && state.scheduledAt <= until) {
    const step = advance(by, state, { ...base, reached: everybody, now: state.scheduledAt, ...context })
    log.push(...step.decisions.map(describeDecision))
    state = step.state
  }
  return { state, log }
}

export const acknowledged = (
  at: number,
  facts: Partial<AcknowledgementFacts> = {},
  from = advanceUntil(openPage(t0), at).state,
) => acknowledge(policy, from, at, { ...quiet, ...facts, answered: false }).state

export const exhausted = (severity: 'S1' | 'S2') => advanceUntil(openPage(t0), after(30), { severity }).state
