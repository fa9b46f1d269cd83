import type { ScheduleFacts } from '../schema'
import { type DrawnShift, markAbsences } from './absences.rules'
import { layerShifts } from './layers.rules'
import { finalShifts, overrideSpan } from './shifts.rules'

/** What a timeline draws of a schedule beside its final row (SEMANTICS §2). Pure; instants are epoch ms, UTC. */

export interface LayerRow {
  id: string
  /** No layer of the newest plan any more: only the past still shows it. */
  retired: boolean
  shifts: DrawnShift[]
}

/**
 * One row a layer, bottom first: each version says what its layers did while it was in force, so that an edit leaves
 * the past as it was drawn. Layers that are gone stand below, and only when the range shows something of them.
 */
export function layerRows(schedule: ScheduleFacts, from: number, to: number): LayerRow[] {
  const versions = schedule.versions
    .map(({ inForceFrom, layers }) => ({ begins: inForceFrom ?? Number.NEGATIVE_INFINITY, layers }))
    .sort((a, b) => (a.begins === b.begins ? 0 : a.begins - b.begins))
  const current = (versions.at(-1)?.layers ?? []).map(
    (layer): LayerRow => ({ id: layer.id, retired: false, shifts: [] }),
  )
  const retired: LayerRow[] = []
  versions.forEach((version, index) => {
    const start = Math.max(from, version.begins)
    const end = Math.min(to, versions[index + 1]?.begins ?? Number.POSITIVE_INFINITY)
    if (end <= start) return
    for (const layer of version.layers) {
      const shifts = markAbsences(layerShifts(layer, schedule.timeZone, start, end), schedule.absences)
      const known = [...current, ...retired].find((row) => row.id === layer.id)
      if (known) known.shifts.push(...shifts)
      else if (shifts.length > 0) retired.push({ id: layer.id, retired: true, shifts })
    }
  })
  return [...retired, ...current]
}

/**
 * Returns the final shifts of `[from, to)` with every gap split where it is the empty turn of somebody who is not on staff
 * any more, who is named in `leftStaff` (SEMANTICS §3).
 */
export function finalRow(schedule: ScheduleFacts, from: number, to: number): DrawnShift[] {
  const final = finalShifts(schedule, from, to)
  if (!schedule.absences?.length) return final.map((shift) => ({ ...shift, leftStaff: null }))
  const planned = finalShifts({ ...schedule, absences: [] }, from, to)
  return final.flatMap((shift): DrawnShift[] => {
    if (shift.person !== null) return [{ ...shift, leftStaff: null }]
    return planned.flatMap((turn): DrawnShift[] => {
      const span = { from: Math.max(shift.from, turn.from), to: Math.min(shift.to, turn.to) }
      return span.to <= span.from ? [] : [{ ...span, person: null, leftStaff: turn.person }]
    })
  })
}

/** Whom an override takes from: those who would be on call in its span without it, nobody as null; in order. */
export function replacedBy(schedule: ScheduleFacts, overrideId: string): (string | null)[] {
  const override = schedule.overrides.find(({ id }) => id === overrideId)
  if (!override) return []
  const { from, to } = overrideSpan(override)
  const without = { ...schedule, overrides: schedule.overrides.filter(({ id }) => id !== overrideId) }
  const people = finalShifts(without, from, to).map(({ person }) => person)
  return [...new Set(people)].filter((person) => person !== override.person)
}
