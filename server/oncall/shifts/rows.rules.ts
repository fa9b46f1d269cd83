import type { ScheduleFacts } from '../schema'
import { type TimelineShift, markAbsences } from './absences.rules'
import { layerShifts } from './layers.rules'
import { finalShifts, overrideSpan } from './shifts.rules'

/** The rows that a timeline draws of a schedule (SEMANTICS §2). Pure; instants are epoch ms, UTC. */

export interface LayerRow {
  id: string
  /** Whether the newest version no longer has the layer, so that only the past shows it. */
  removed: boolean
  shifts: TimelineShift[]
}

/**
 * Returns one row per layer, bottom first. Each version draws its layers while it was in force, so an edit does not
 * change how the past is drawn. Retired layers come first (at the bottom), and only when they have shifts in the range.
 */
export function layerRows(schedule: ScheduleFacts, from: number, to: number): LayerRow[] {
  const versions = schedule.versions
    .map(({ inForceFrom, layers }) => ({ begins: inForceFrom ?? Number.NEGATIVE_INFINITY, layers }))
    .sort((a, b) => (a.begins === b.begins ? 0 : a.begins - b.begins))
  const current = (versions.at(-1)?.layers ?? []).map(
    (layer): LayerRow => ({ id: layer.id, removed: false, shifts: [] }),
  )
  const removed: LayerRow[] = []
  versions.forEach((version, index) => {
    const start = Math.max(from, version.begins)
    const end = Math.min(to, versions[index + 1]?.begins ?? Number.POSITIVE_INFINITY)
    if (end <= start) return
    for (const layer of version.layers) {
      const shifts = markAbsences(layerShifts(layer, schedule.timeZone, start, end), schedule.absences)
      const known = [...current, ...removed].find((row) => row.id === layer.id)
      if (known) known.shifts.push(...shifts)
      else if (shifts.length > 0) removed.push({ id: layer.id, removed: true, shifts })
    }
  })
  return [...removed, ...current]
}

/**
 * Returns the final shifts of `[from, to)`. A gap is split where it is the empty turn of a person who is no longer on
 * staff, who is named in `leftStaff` (SEMANTICS §3).
 */
export function finalRow(schedule: ScheduleFacts, from: number, to: number): TimelineShift[] {
  const final = finalShifts(schedule, from, to)
  if (!schedule.absences?.length) return final.map((shift) => ({ ...shift, leftStaff: null }))
  const planned = finalShifts({ ...schedule, absences: [] }, from, to)
  return final.flatMap((shift): TimelineShift[] => {
    if (shift.person !== null) return [{ ...shift, leftStaff: null }]
    return planned.flatMap((turn): TimelineShift[] => {
      const span = { from: Math.max(shift.from, turn.from), to: Math.min(shift.to, turn.to) }
      return span.to <= span.from ? [] : [{ ...span, person: null, leftStaff: turn.person }]
    })
  })
}

/** Returns who else would be on call in an override's span without it, in order, each once; null is nobody. */
export function replacedBy(schedule: ScheduleFacts, overrideId: string): (string | null)[] {
  const override = schedule.overrides.find(({ id }) => id === overrideId)
  if (!override) return []
  const { from, to } = overrideSpan(override)
  const without = { ...schedule, overrides: schedule.overrides.filter(({ id }) => id !== overrideId) }
  const people = finalShifts(without, from, to).map(({ person }) => person)
  return [...new Set(people)].filter((person) => person !== override.person)
}
