import type { EscalationDefinition } from '../schema'
import { advance, type Decision, openPage } from '../page/escalation.rules'
import { type ReachFacts, reachOf } from '../coverage/reach.rules'
import { urgencyOf } from './triggers.rules'
import type { Severity } from '@/server/vocabulary/severity'

/** Persisting rounds that are shown; further ones would be alike. */
const maxShownRounds = 1
/** Upper bound, above the number of steps of any policy with all its repeats. */
const maxDecisions = 500

export type RehearsedStep = Exclude<Decision, { kind: 'reopen' }>

/**
 * Simulates a page that opens at `page.at` and is never acknowledged: who would be reached, and when. Uses the same
 * state machine as a real page, as if every instant were processed in time and every notification were sent (SEMANTICS
 * §3). Pure; instants are epoch ms, UTC.
 * @param page.managers people who are managers but not engineers
 */
export function rehearse(
  policy: EscalationDefinition,
  facts: ReachFacts,
  page: { severity: Severity; at: number; turn: number; managers?: ReadonlySet<string> },
): RehearsedStep[] {
  let state = openPage(page.at)
  const steps: RehearsedStep[] = []
  while (state.scheduledAt !== null && steps.length < maxDecisions) {
    const next = advance(policy, state, {
      severity: page.severity,
      urgency: urgencyOf(page.severity),
      sent: steps.some(({ kind }) => kind === 'notify' || kind === 'persist'),
      managers: page.managers ?? new Set(),
      now: state.scheduledAt,
      reached: (target, at, repeat) =>
        reachOf(facts, target, at, typeof repeat === 'number' ? page.turn + repeat : null),
    })
    state = next.state
    for (const decision of next.decisions) if (decision.kind !== 'reopen') steps.push(decision)
    if (steps.filter(({ kind }) => kind === 'persist').length >= maxShownRounds) break
  }
  return steps
}
