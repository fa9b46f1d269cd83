import { finalShifts, onCallAt } from '@/server/oncall/shifts/shifts.rules'
import type { ScheduleFacts } from '@/server/oncall/schema'
import { type Severity, isUrgent } from '@/server/vocabulary/severity'
import type { Refusal } from '@/server/tickets/conversation/conduct.rules'

/** When a shift change needs a brief, what must be in it and who is told when. Pure; instants are epoch ms, UTC. */
const minuteMs = 60_000
/** The brief is open for writing this long before the shift ends. */
export const draftLeadMs = 30 * minuteMs
/** An S1 or S2 that nobody accepted by then: both engineers are told again. */
export const remindAfterMs = 10 * minuteMs
/** …and by then, the managers. */
export const escalateAfterMs = 20 * minuteMs
/** How far ahead shift changes are looked for. */
export const lookAheadMs = 90 * 24 * 60 * minuteMs

export interface NamedSchedule {
  id: string
  facts: ScheduleFacts
}
export interface ShiftEnd {
  at: number
  outgoing: string
}

/** The ends of shifts in `[from, to)`, in order (SEMANTICS §2). */
export function shiftEnds(facts: ScheduleFacts, from: number, to: number): ShiftEnd[] {
  const shifts = finalShifts(facts, from - 1, to)
  return shifts
    .slice(0, -1)
    .flatMap((shift) => (shift.person === null ? [] : [{ at: shift.to, outgoing: shift.person }]))
}

/**
 * Who takes over at an end of a shift: whoever is on call by the schedule then, else by another one, else the next by
 * the schedule. Null when nobody is on call within 90 days.
 */
export function incomingAt(schedules: readonly NamedSchedule[], scheduleId: string, at: number): string | null {
  const own = schedules.find(({ id }) => id === scheduleId)
  const there = own && onCallAt(own.facts, at)
  if (there) return there
  const elsewhere = schedules.flatMap(({ facts }) => onCallAt(facts, at) ?? [])[0]
  if (elsewhere) return elsewhere
  const later = own ? finalShifts(own.facts, at, at + lookAheadMs) : []
  return later.find(({ person }) => person !== null)?.person ?? null
}

/** Whether somebody hands anything over at an end: not whoever goes on, by this schedule or by another one. */
export function isHandoff(schedules: readonly NamedSchedule[], scheduleId: string, end: ShiftEnd): boolean {
  return (
    incomingAt(schedules, scheduleId, end.at) !== end.outgoing &&
    !schedules.some(({ facts }) => onCallAt(facts, end.at) === end.outgoing)
  )
}

/** Of several ends of one engineer's shifts that are over by `now` only the last hands anything over. */
export const isLast = (end: ShiftEnd, ends: readonly ShiftEnd[], now: number): boolean =>
  !ends.some((other) => other.outgoing === end.outgoing && other.at > end.at && other.at <= now)

/** When a schedule has to be looked at again: its next end of a shift, or the opening of that brief. */
export function nextLookAt(ends: readonly ShiftEnd[], now: number): number {
  const instants = ends.flatMap(({ at }) => [at - draftLeadMs, at]).filter((at) => at > now)
  return Math.min(...instants, now + lookAheadMs)
}

/** A draft whose shift ends at another instant now, after an edit or an override; null when it ends no more. */
export function movedEnd(
  draft: { outgoing: string; at: number },
  ends: readonly ShiftEnd[],
  isTaken: (end: ShiftEnd) => boolean,
): ShiftEnd | null {
  const own = ends.filter((end) => end.outgoing === draft.outgoing)
  return own.find((end) => end.at === draft.at) ?? own.find((end) => !isTaken(end)) ?? null
}

/**
 * From where ends are looked for after a look at `looked`: its own instant belongs to it, except that an override may
 * begin in it a moment later.
 */
export const lookedFrom = (looked: number, now: number): number => (now - looked <= minuteMs ? looked : looked + 1)

export const wordFields = ['known', 'tried', 'promised'] as const
export type WordField = (typeof wordFields)[number]
export type HandoffWords = Record<WordField, string>

/** What has still to be said of an S1 or S2, which change hands only with a brief: "nothing yet" is said in words too. */
export function missingWords(severity: Severity, words: HandoffWords): WordField[] {
  return isUrgent(severity) ? wordFields.filter((field) => words[field].trim() === '') : []
}

/** An S1 or S2 goes to whoever is on call: only a lesser ticket stays with the engineer who knows it. */
export const mayKeep = (severity: Severity): Refusal | null =>
  isUrgent(severity) ? { reason: 'handoffKeepsGrave' } : null

/** What is due of a handed brief, with S1 or S2 that nobody accepted, and when to come back. */
export function followUpOf(
  handedAt: number,
  now: number,
): { tell: 'engineers' | 'managers' | null; nextAt: number | null } {
  if (now >= handedAt + escalateAfterMs) return { tell: 'managers', nextAt: null }
  if (now >= handedAt + remindAfterMs) return { tell: 'engineers', nextAt: handedAt + escalateAfterMs }
  return { tell: null, nextAt: handedAt + remindAfterMs }
}
