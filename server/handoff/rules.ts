import { finalShifts, onCallAt } from '@/server/oncall/shifts/shifts.rules'
import type { ScheduleFacts } from '@/server/oncall/schema'

/**
 * When a shift change needs a brief. Pure; instants are epoch ms, UTC.
 */
const minuteMs = 60_000
/** A brief opens for writing this long before the shift ends. */
export const draftLeadMs = 30 * minuteMs
/** How far ahead shift changes are searched. */
export const lookAheadMs = 90 * 24 * 60 * minuteMs

export interface NamedSchedule {
  id: string
  facts: ScheduleFacts
}
export interface ShiftEnd {
  at: number
  outgoing: string
}

/** Returns the ends of shifts in `[from, to)`, in order (SEMANTICS §2). */
export function shiftEnds(facts: ScheduleFacts, from: number, to: number): ShiftEnd[] {
  const shifts = finalShifts(facts, from - 1, to)
  return shifts
    .slice(0, -1)
    .flatMap((shift) => (shift.person === null ? [] : [{ at: shift.to, outgoing: shift.person }]))
}

/**
 * Returns who takes over when a shift ends at `at`: the person on call on the schedule then, else on another of the
 * schedules, else the next on the schedule. Null when nobody is on call on it within 90 days.
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

/**
 * Whether the outgoing person hands over at this end of a shift; false when they stay on call on any of the schedules.
 */
export function isHandoff(schedules: readonly NamedSchedule[], scheduleId: string, end: ShiftEnd): boolean {
  return (
    incomingAt(schedules, scheduleId, end.at) !== end.outgoing &&
    !schedules.some(({ facts }) => onCallAt(facts, end.at) === end.outgoing)
  )
}

/** Whether this is the last end by `now` of the engineer's shifts: of several, only the last hands anything over. */
export const isLast = (end: ShiftEnd, ends: readonly ShiftEnd[], now: number): boolean =>
  !ends.some((other) => other.outgoing === end.outgoing && other.at > end.at && other.at <= now)

/** Returns when a schedule must be looked at again: at the next end of a shift, or when its brief opens. */
export function nextLookAt(ends: readonly ShiftEnd[], now: number): number {
  const instants = ends.flatMap(({ at }) => [at - draftLeadMs, at]).filter((at) => at > now)
  return Math.min(...instants, now + lookAheadMs)
}

/**
 * Returns the end of a shift to which a draft belongs after an edit or an override: its own if it still exists, else
 * the engineer's first end without a brief; null when there is none.
 */
export function matchingShiftEnd(
  draft: { outgoing: string; at: number },
  ends: readonly ShiftEnd[],
  isTaken: (end: ShiftEnd) => boolean,
): ShiftEnd | null {
  const own = ends.filter((end) => end.outgoing === draft.outgoing)
  return own.find((end) => end.at === draft.at) ?? own.find((end) => !isTaken(end)) ?? null
}

/**
 * Returns from where ends of shifts are searched after the last look at `looked`. Within a minute the instant itself is
 * searched again, because an override may have been added that begins in it.
 */
export const searchStart = (looked: number, now: number): number => (now - looked <= minuteMs ? looked : looked + 1)
