import { oncallRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { z } from 'zod'
import { timeZoneSchema } from '@/server/vocabulary/schemas/words'
import { notFound } from '@/server/infra/errors'
import { instantInput } from '@/server/infra/input/instant-schema'
import type { ServiceContext } from '@/server/infra/context'
import { type TurnChange, turnChanges } from '../shifts/changes.rules'
import type { TimelineShift } from '../shifts/absences.rules'
import { finalRow, layerRows } from '../shifts/rows.rules'
import { finalShifts, onCallAt } from '../shifts/shifts.rules'
import { layersInput, requirePersonIds } from './layers-schema'
import type { Layer, ScheduleFacts, Shift } from '../schema'
import type { ScheduleView, ShiftView } from './schedules'
import { selectNames, selectSchedules } from '../queries'

const dayMs = 24 * 60 * 60_000
/** How far ahead turns before and after an edit are compared. */
export const comparedMs = 28 * dayMs
/** How far ahead the next handoff is searched. */
const handoffHorizonMs = 90 * dayMs

export const previewStarts = ['now', 'nextHandoff'] as const
export const previewScheduleInput = z
  .object({
    id: z.uuid().nullish(),
    timeZone: timeZoneSchema,
    layers: layersInput,
    begins: z.enum(previewStarts).default('now'),
    from: instantInput,
    to: instantInput,
  })
  .refine(({ from, to }) => to > from && to.getTime() - from.getTime() <= 120 * dayMs, {
    path: ['to'],
    message: 'rangeTooLong',
  })

export interface SchedulePreview {
  /** What the timeline draws; overrides in force are applied to its final row. */
  view: ScheduleView
  /** Names of who is on call now, without (`before`) and with (`after`) the edit; null is nobody. */
  before: string | null
  after: string | null
  /** The end of the running shift without the edit; null when it does not end within 90 days. */
  nextHandoff: Date | null
  /** People whose turns change within the next 28 days. */
  changes: { id: string; name: string; gains: number; losses: number; first: Date }[]
}

/**
 * Returns the facts of a schedule with an edit that takes effect at `at`. Versions that have not begun by `now` are
 * replaced by the edit; earlier ones stay (SEMANTICS §2 "editing never rewrites the past").
 */
export function factsWithEdit(facts: ScheduleFacts, edit: Layer[], at: number, now: number): ScheduleFacts {
  const begun = facts.versions.filter(({ inForceFrom }) => inForceFrom === null || inForceFrom <= now)
  return { ...facts, versions: [...begun, { inForceFrom: at, layers: edit }] }
}

/** Returns when an edit takes effect: now, or when the running shift ends; epoch milliseconds, UTC. */
export function effectiveAt(facts: ScheduleFacts, begins: (typeof previewStarts)[number], now: number): number {
  if (begins === 'now') return now
  return nextHandoffOf(facts, now) ?? now
}

function nextHandoffOf(facts: ScheduleFacts, now: number): number | null {
  const [current, next] = finalShifts(facts, now, now + handoffHorizonMs)
  return current && next ? current.to : null
}

/** Returns whose turns an edit changes within the 28 days from `now`. */
export function changesOfEdit(before: ScheduleFacts, after: ScheduleFacts, now: number): TurnChange[] {
  const shiftsOf = (facts: ScheduleFacts): Shift[] => finalShifts(facts, now, now + comparedMs)
  return turnChanges(shiftsOf(before), shiftsOf(after))
}

/**
 * Returns the effect of an edit without saving it: final shifts, who is on call now with and without it, and whose
 * turns change.
 * @throws DomainError NOT_FOUND for an unknown schedule
 */
export async function previewSchedule(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof previewScheduleInput>,
): Promise<SchedulePreview> {
  authorise(actor, oncallRights.changeSchedules)
  requirePersonIds(input.layers.flatMap((layer) => layer.participants))
  const now = ctx.now().getTime()
  const [stored] = input.id ? await selectSchedules(ctx.db, [input.id]) : []
  if (input.id && !stored) throw notFound(input.id)
  const before: ScheduleFacts = stored?.facts ?? { timeZone: input.timeZone, versions: [], overrides: [] }
  const after = factsWithEdit(before, input.layers, effectiveAt(before, input.begins, now), now)
  const range = [input.from.getTime(), input.to.getTime()] as const
  const rows = layerRows(after, ...range)
  const final = finalRow(after, ...range)
  const changes = stored ? changesOfEdit(before, after, now) : []
  const [person, next] = [stored ? onCallAt(before, now) : null, onCallAt(after, now)]
  const names = await selectNames(ctx.db, [
    ...[...rows.flatMap((row) => row.shifts), ...final].map((shift) => shift.person ?? shift.leftStaff),
    ...changes.map((change) => change.person),
    person,
    next,
  ])
  const nameOf = (id: string | null) => (id === null ? null : (names.get(id) ?? ''))
  const shown = (shift: TimelineShift): ShiftView => ({
    from: new Date(shift.from),
    to: new Date(shift.to),
    person: shift.person ? { id: shift.person, name: names.get(shift.person) ?? '' } : null,
    overrideId: null,
    leftStaff: nameOf(shift.leftStaff),
  })
  const handoff = stored ? nextHandoffOf(before, now) : null
  return {
    view: {
      id: input.id ?? 'preview',
      name: stored?.name ?? '',
      timeZone: before.timeZone,
      layers: [...input.layers],
      rows: {
        layers: rows.map((row) => ({ ...row, shifts: row.shifts.map(shown) })),
        overrides: [],
        final: final.map(shown),
      },
      overrides: [],
      revision: '',
      from: input.from,
      to: input.to,
      now: new Date(now),
    },
    before: nameOf(person),
    after: nameOf(next),
    nextHandoff: handoff === null ? null : new Date(handoff),
    changes: changes.map(({ person: id, gained, lost }) => ({
      id,
      name: names.get(id) ?? '',
      gains: gained.length,
      losses: lost.length,
      first: new Date(Math.min(...[...gained, ...lost].map(({ from }) => from))),
    })),
  }
}
