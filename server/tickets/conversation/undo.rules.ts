import type { ClockResult } from '@/server/sla/evaluation/evaluate.rules'
import type { Severity } from '@/server/vocabulary/severity'
import type { SendOutcome } from './schema'

/**
 * Decides whether a message is held for ten seconds so that it can be undone, or is sent at once: the delay must
 * neither breach a promise nor page anybody.
 */
export const undoMs = 10_000
/** Safety margin: the sweep runs every 2 s, so a message whose deadline is this close after the hold is not held. */
const marginMs = 4_000
/** Workers send a heartbeat every few seconds; after this long without one, none is expected to send in time. */
const silentMs = 30_000

export interface HoldFacts {
  severity: Severity
  /** As evaluated now. */
  clocks: readonly Pick<ClockResult, 'state' | 'dueAt'>[]
  /** When the ticket's open page escalates next; null without an open page or a next step. */
  pageNextAt: Date | null
  /** The newest heartbeat of any worker; null when none ever ran. */
  workerBeatAt: Date | null
}

/** Returns why the message is sent at once, or null when it is held. `now` is UTC. */
export function reasonNotToHold(facts: HoldFacts, now: Date): Extract<SendOutcome, { state: 'sent' }>['atOnce'] {
  const until = now.getTime() + undoMs + marginMs
  if (facts.severity === 'S1') return 'S1'
  if (facts.clocks.some(({ state, dueAt }) => state === 'running' && dueAt !== null && dueAt <= until))
    return 'clockDue'
  if (facts.pageNextAt !== null && facts.pageNextAt.getTime() <= until) return 'pageDue'
  if (facts.workerBeatAt !== null && now.getTime() - facts.workerBeatAt.getTime() > silentMs) return 'workerSilent'
  return null
}
