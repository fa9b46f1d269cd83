import type { Refusal } from '../conversation/conduct.rules'
import type { TicketEvent } from '../events/schema'
import { correctableForMs } from './facts'

/** A public entry as far as a correction looks at it. */
export type CorrectedEntry = TicketEvent & { at: Date; actorId: string | null }

/** Whether an entry is a message whose author may correct its words; not one that a merge has moved here. */
export const isCorrectable = (event: TicketEvent): boolean =>
  event.type === 'staff_reply' || (event.type === 'customer_reply' && event.facts.mergedFrom === undefined)

/** Returns until when the author of a message may correct it (UTC). */
export const correctableUntil = (at: Date): Date => new Date(at.getTime() + correctableForMs)

/**
 * Decides whether somebody may correct the words of a public entry at `now` (UTC).
 * @param entry null when there is no such entry, or when its words are erased
 */
export function mayCorrect(entry: CorrectedEntry | null, viewerId: string, now: Date): Refusal | null {
  if (!entry || !isCorrectable(entry) || entry.actorId !== viewerId) return { reason: 'nothingToCorrect', field: 'seq' }
  return now < correctableUntil(entry.at) ? null : { reason: 'correctedTooLate' }
}

/** What an entry said, and says now. */
export interface CorrectedWords {
  /** Null when the newest words are erased. */
  body: string | null
  /** When the newest words were written (UTC). */
  at: Date
  /** What the message said before, oldest first, without texts that are erased. */
  earlier: string[]
}

/**
 * Returns the words of every corrected message by its public seq. Everything that shows or copies what a message says
 * uses the newest words; the entry itself never changes (SEMANTICS §4).
 * @param events public entries in the order of their seq
 */
export function correctedWords(
  events: readonly (TicketEvent & { seq: number; at: Date; body: string | null })[],
): Map<number, CorrectedWords> {
  const corrected = new Map<number, CorrectedWords>()
  const original = new Map(events.map(({ seq, body }) => [seq, body]))
  for (const { type, facts, at, body } of events) {
    if (type !== 'corrected') continue
    const { correctedSeq } = facts
    const before = corrected.get(correctedSeq)
    const said = before ? before.body : (original.get(correctedSeq) ?? null)
    corrected.set(correctedSeq, { body, at, earlier: [...(before?.earlier ?? []), ...(said === null ? [] : [said])] })
  }
  return corrected
}
