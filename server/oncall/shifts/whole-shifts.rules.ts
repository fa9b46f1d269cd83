import type { ScheduleFacts, Shift } from '../schema'
import { finalShifts } from './shifts.rules'

const lookBackMs = 366 * 24 * 60 * 60_000

/**
 * Returns the shifts that touch `[from, to)`, the first with its real beginning instead of one cut off at `from`: a
 * feed's range moves, so a cut shift would be another event at every reading. The search goes back to the beginning of
 * the schedule's first version at most, and not beyond `from` when that version has no beginning.
 */
export function wholeShifts(facts: ScheduleFacts, from: number, to: number): Shift[] {
  const shifts = finalShifts(facts, from, to)
  const [first] = shifts
  if (!first || first.person === null || first.from > from) return shifts
  const born = facts.versions[0]?.inForceFrom ?? from
  let edge = from
  let begin = first.from
  while (edge > born) {
    const before = Math.max(born, edge - lookBackMs)
    const last = finalShifts(facts, before, edge).at(-1)
    if (!last || last.person !== first.person) break
    begin = last.from
    if (last.from > before) break
    edge = before
  }
  return [{ ...first, from: begin }, ...shifts.slice(1)]
}
