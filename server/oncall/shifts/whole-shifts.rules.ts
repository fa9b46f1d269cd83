import type { ScheduleFacts, Shift } from '../schema'
import { finalShifts } from './shifts.rules'

const lookBackMs = 366 * 24 * 60 * 60_000

/**
 * The shifts that touch `[from, to)`, each with the begin that it really has: cut at the moving edge of the range it would
 * be another event at every reading. A shift is looked back for until it begins or, at the most, to the schedule's first
 * version.
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
