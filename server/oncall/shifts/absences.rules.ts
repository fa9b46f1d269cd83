import type { Absence, Shift } from '../schema'

/**
 * Absences of people who left the staff (SEMANTICS §3): their turns and overrides count as empty meanwhile. Pure;
 * instants are epoch milliseconds, UTC, spans `[from, to)`.
 */
interface Span {
  from: number
  to: number
}

/** Returns the parts of a span in which a person is on staff, in order. */
export function spansPresent(span: Span, person: string, absences: readonly Absence[] = []): Span[] {
  let parts: Span[] = span.to > span.from ? [span] : []
  for (const absence of absences) {
    if (absence.person !== person) continue
    const until = absence.to ?? Number.POSITIVE_INFINITY
    parts = parts.flatMap((part) =>
      [
        { from: part.from, to: Math.min(part.to, absence.from) },
        { from: Math.max(part.from, until), to: part.to },
      ].filter((rest) => rest.to > rest.from),
    )
  }
  return parts
}

/** Returns a layer's shifts without the parts whose person is not on staff then; the rest keeps its order. */
export function withoutAbsences(shifts: Shift[], absences: readonly Absence[] = []): Shift[] {
  if (absences.length === 0) return shifts
  return shifts.flatMap((shift) =>
    shift.person === null
      ? [shift]
      : spansPresent(shift, shift.person, absences).map((span) => ({ ...span, person: shift.person })),
  )
}

/** A shift as a timeline draws it. `leftStaff`: whose turn is empty because they are not on staff; null otherwise. */
export interface TimelineShift extends Shift {
  leftStaff: string | null
}

/** Splits shifts where their person leaves or returns; the parts in which they are not on staff are empty turns. */
export function markAbsences(shifts: readonly Shift[], absences: readonly Absence[] = []): TimelineShift[] {
  return shifts.flatMap((shift): TimelineShift[] => {
    const { person } = shift
    if (person === null) return [{ ...shift, leftStaff: null }]
    const parts: TimelineShift[] = []
    let at = shift.from
    for (const span of spansPresent(shift, person, absences)) {
      if (span.from > at) parts.push({ from: at, to: span.from, person: null, leftStaff: person })
      parts.push({ ...span, person, leftStaff: null })
      at = span.to
    }
    if (at < shift.to) parts.push({ from: at, to: shift.to, person: null, leftStaff: person })
    return parts
  })
}
