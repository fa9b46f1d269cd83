import type { ClockResult } from '@/server/sla/evaluation/evaluate.rules'
import type { Severity } from '@/server/vocabulary/severity'
import type { SendOutcome } from '../schema'

/**
 * Whether a message may be held for ten seconds so that it can be undone, or must be written at once. Nothing that
 * somebody waits for may become late, and nobody may be woken, because of the ten seconds.
 */
export const undoMs = 10_000
/** The sweep that sends what is due runs every 2 s; what falls due that close after the hold does not wait either. */
const marginMs = 4_000
/** A worker beats every few seconds; one that has been silent for longer will not send in time. */
const silentMs = 30_000

export interface HoldFacts {
  severity: Severity
  /** As evaluated now. */
  clocks: readonly Pick<ClockResult, 'state' | 'dueAt'>[]
  /** When the open page takes its next step; null without one. */
  pageNextAt: Date | null
  /** The newest sign of life of a worker; null when none ever ran. */
  workerBeatAt: Date | null
}

/** Returns why the message goes at once, or null when it is held. `now` is UTC. */
export function reasonNotToHold(facts: HoldFacts, now: Date): Extract<SendOutcome, { state: 'sent' }>['atOnce'] {
  const until = now.getTime() + undoMs + marginMs
  if (facts.severity === 'S1') return 'S1'
  if (facts.clocks.some(({ state, dueAt }) => state === 'running' && dueAt !== null && dueAt <= until))
    return 'clockDue'
  if (facts.pageNextAt !== null && facts.pageNextAt.getTime() <= until) return 'pageDue'
  if (facts.workerBeatAt !== null && now.getTime() - facts.workerBeatAt.getTime() > silentMs) return 'workerSilent'
  return null
}
