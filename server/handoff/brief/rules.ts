import { type Severity, isUrgent } from '@/server/vocabulary/severity'
import type { Refusal } from '@/server/tickets/conversation/conduct.rules'

/** What a brief must contain and who is reminded of it when. Pure; instants are epoch ms, UTC. Screens use it too. */
const minuteMs = 60_000
/** Both engineers are reminded of an S1 or S2 that nobody has accepted this long after the handoff. */
export const remindAfterMs = 10 * minuteMs
/** The managers are notified of an S1 or S2 that nobody has accepted this long after the handoff. */
export const escalateAfterMs = 20 * minuteMs

export const wordFields = ['known', 'tried', 'promised'] as const
export type WordField = (typeof wordFields)[number]
export type HandoffWords = Record<WordField, string>

/**
 * Returns the fields that are still empty for an S1 or S2, which are handed over only with all of them; none for S3 and
 * S4.
 */
export function missingFields(severity: Severity, words: HandoffWords): WordField[] {
  return isUrgent(severity) ? wordFields.filter((field) => words[field].trim() === '') : []
}

/** Refuses to keep an S1 or S2, which goes to the person on call; an S3 or S4 may stay with the outgoing engineer. */
export const mayKeep = (severity: Severity): Refusal | null =>
  isUrgent(severity) ? { reason: 'handoffKeepsGrave' } : null

/**
 * Returns who must be reminded at `now` of an S1 or S2 in a handed brief that nobody has accepted, and when to check
 * again.
 */
export function followUpOf(
  handedAt: number,
  now: number,
): { notify: 'engineers' | 'managers' | null; nextAt: number | null } {
  if (now >= handedAt + escalateAfterMs) return { notify: 'managers', nextAt: null }
  if (now >= handedAt + remindAfterMs) return { notify: 'engineers', nextAt: handedAt + escalateAfterMs }
  return { notify: null, nextAt: handedAt + remindAfterMs }
}
