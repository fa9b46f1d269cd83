import { oncallRights } from '../rights.rules'
import { admit, authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { auditAct } from '@/server/accounts/audit'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Prisma } from '@/generated/prisma/client'
import { timeZoneSchema } from '@/server/vocabulary/schemas/words'
import { requireStaff } from '@/server/accounts/staff'
import { invalid, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Client } from '@/server/infra/db/db'
import { instantInput } from '@/server/infra/input/instant-schema'
import { mayApply, revisionOf } from '@/server/infra/input/revision'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { previewStarts, changesOfEdit, effectiveAt, factsWithEdit } from './preview'
import { type TimelineShift, markAbsences } from '../shifts/absences.rules'
import { finalRow, layerRows, replacedBy } from '../shifts/rows.rules'
import { finalShifts, overrideSpan } from '../shifts/shifts.rules'
import type { layers, ScheduleFacts } from '../schema'
import { layersInput, requirePersonIds } from './layers-schema'
import { lockSchedule, requestHandoffCheck, selectNames, selectSchedules } from '../queries'
import { queueTurnMails } from './turn-mails'
import { oneLine } from '@/server/vocabulary/schemas/text'

const dayMs = 24 * 60 * 60_000
/** How far ahead the next person and the next gap are searched. */
export const horizonMs = 90 * dayMs

/** Returns the facts of schedules in the form that the rules take, by id. */
export async function scheduleFacts(client: Client, ids: readonly string[]): Promise<Map<string, ScheduleFacts>> {
  return new Map((await selectSchedules(client, ids)).map(({ id, facts }) => [id, facts]))
}

/** Returns every schedule with its facts, ordered by name. */
export async function allSchedules(client: Client): Promise<{ id: string; name: string; facts: ScheduleFacts }[]> {
  return selectSchedules(client)
}

export interface OnCallNow {
  scheduleId: string
  scheduleName: string
  person: { id: string; name: string } | null
  until: Date | null
  next: { name: string; at: Date } | null
  gap: { from: Date; to: Date } | null
}

/** Returns `onCallOverview` to an actor who may read it. */
export async function readOnCall(ctx: ServiceContext, actor: Actor): Promise<OnCallNow[]> {
  authorise(actor, oncallRights.readOnCall)
  return onCallOverview(ctx.db, ctx.now())
}

/** Returns, per schedule, who is on call now, until when, who is next, and the first gap of the coming 90 days. */
export async function onCallOverview(client: Client, now: Date): Promise<OnCallNow[]> {
  const schedules = await selectSchedules(client)
  const at = now.getTime()
  const shifts = schedules.map(({ facts }) => finalShifts(facts, at, at + horizonMs))
  const names = await selectNames(
    client,
    shifts.flat().flatMap((shift) => shift.person ?? []),
  )
  return schedules.map((schedule, index) => {
    const [current, following] = shifts[index]!
    const next = shifts[index]!.slice(1).find((shift) => shift.person !== null)
    const gap = shifts[index]!.find((shift) => shift.person === null)
    return {
      scheduleId: schedule.id,
      scheduleName: schedule.name,
      person: current?.person ? { id: current.person, name: names.get(current.person) ?? '' } : null,
      until: current && following ? new Date(current.to) : null,
      next: next ? { name: names.get(next.person!) ?? '', at: new Date(next.from) } : null,
      gap: gap ? { from: new Date(gap.from), to: new Date(gap.to) } : null,
    }
  })
}

export interface ShiftView {
  from: Date
  to: Date
  person: { id: string; name: string } | null
  overrideId: string | null
  /** Name of the person whose turn is empty because they are not on staff; `person` is null then. */
  leftStaff: string | null
}
export interface OverrideView {
  id: string
  /** `[from, to)` in which it acts, not cut to the range of the view. */
  from: Date
  to: Date
  person: { id: string; name: string }
  /** For a cover: the person in whose place it acts, only where they would be on call. */
  coversFor: string | null
  /** Names of who would be on call without it, in order; null is nobody. */
  insteadOf: (string | null)[]
}
export interface ScheduleView {
  id: string
  name: string
  timeZone: string
  layers: z.output<typeof layers>
  /** Identifies this state; a save sends it back as `basedOn`. */
  revision: string
  rows: { layers: { id: string; removed: boolean; shifts: ShiftView[] }[]; overrides: ShiftView[]; final: ShiftView[] }
  /** Overrides that are not removed and whose span is not over at `now`. */
  overrides: OverrideView[]
  from: Date
  to: Date
  now: Date
}

/** Returns the content that an edit of a schedule replaces. */
const contentOf = ({ name, facts }: { name: string; facts: ScheduleFacts }) => ({
  name,
  timeZone: facts.timeZone,
  layers: facts.versions.at(-1)?.layers ?? [],
})

/** Returns one schedule with everything that a timeline draws in `[from, to)`. @throws DomainError NOT_FOUND */
export async function readSchedule(
  ctx: ServiceContext,
  actor: Actor,
  id: string,
  from: Date,
  to: Date,
): Promise<ScheduleView> {
  authorise(actor, oncallRights.readOnCall)
  const [schedule] = await selectSchedules(ctx.db, [id])
  if (!schedule) throw notFound(id)
  const { facts } = schedule
  const newest = facts.versions.at(-1)?.layers ?? []
  const now = ctx.now()
  const range = [from.getTime(), to.getTime()] as const
  const ofLayers = layerRows(facts, ...range)
  const final = finalRow(facts, ...range)
  const standing = facts.overrides
    .filter((override) => override.removedAt === null)
    .map((override) => ({ override, ...overrideSpan(override) }))
  const overrides = standing
    .filter((span) => span.to > range[0] && span.from < range[1])
    .flatMap(({ override, ...span }) =>
      markAbsences([{ ...span, person: override.person }], facts.absences).map((shift) => ({
        ...shift,
        overrideId: override.id,
      })),
    )
  const coming = standing
    .filter((span) => span.to > now.getTime())
    .sort((a, b) => a.from - b.from)
    .map((span) => ({ ...span, insteadOf: replacedBy(facts, span.override.id) }))
  const names = await selectNames(ctx.db, [
    ...[...ofLayers.flatMap((row) => row.shifts), ...final, ...overrides].flatMap(
      (shift) => shift.person ?? shift.leftStaff ?? [],
    ),
    ...coming.flatMap(({ override, insteadOf }) => [override.person, override.coversFor ?? [], insteadOf].flat(2)),
  ])
  const nameOf = (id: string) => names.get(id) ?? ''
  const view = (shift: TimelineShift & { overrideId?: string }): ShiftView => ({
    from: new Date(Math.max(shift.from, range[0])),
    to: new Date(Math.min(shift.to, range[1])),
    person: shift.person ? { id: shift.person, name: names.get(shift.person) ?? '' } : null,
    overrideId: shift.overrideId ?? null,
    leftStaff: shift.leftStaff && nameOf(shift.leftStaff),
  })
  return {
    id: schedule.id,
    name: schedule.name,
    timeZone: facts.timeZone,
    layers: [...newest],
    revision: revisionOf(contentOf(schedule)),
    rows: {
      layers: ofLayers.map((row) => ({ ...row, shifts: row.shifts.map(view) })),
      overrides: overrides.map(view),
      final: final.map(view),
    },
    overrides: coming.map((span) => ({
      id: span.override.id,
      from: new Date(span.from),
      to: new Date(span.to),
      person: { id: span.override.person, name: nameOf(span.override.person) },
      coversFor: span.override.coversFor && nameOf(span.override.coversFor),
      insteadOf: span.insteadOf.map((id) => id && nameOf(id)),
    })),
    from,
    to,
    now,
  }
}

export const saveScheduleSchema = z.object({
  id: z.uuid().nullish(),
  /** The id of a new schedule, generated by the form, so that a repeated request creates it once. */
  clientKey: z.uuid().nullish(),
  /** The revision that the form was drawn from. */
  basedOn: z.string().max(40).nullish(),
  name: oneLine(80),
  timeZone: timeZoneSchema,
  layers: layersInput,
  /** When an edit takes effect: at once (default), or when the running shift ends, so that nobody is taken off duty. */
  begins: z.enum(previewStarts).optional(),
})

/**
 * Creates or edits a schedule. An edit is a new version from now or from the next handoff on and never rewrites the
 * past (SEMANTICS §2). The zone is therefore fixed: in another zone the local times of the past would name other
 * people. People whose turns of the next 28 days change are mailed in the same transaction, except the editor.
 * @throws DomainError NOT_FOUND; INVALID `scheduleZoneFixed`, `unknownPerson`; CONFLICT `staleSettings`
 */
export async function saveSchedule(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof saveScheduleSchema>,
): Promise<{ id: string }> {
  const viewer = authorise(actor, oncallRights.changeSchedules)
  const wanted = [...new Set(input.layers.flatMap((layer) => layer.participants))]
  requirePersonIds(wanted)
  const now = ctx.now()
  const version = {
    createdAt: now,
    createdById: viewer.userId,
    layers: input.layers as unknown as Prisma.InputJsonArray,
  }
  return unitOfWork(ctx, actor, async (work) => {
    const { tx, nudge } = work
    await auditAct(
      work,
      ctx,
      'schedule.saved',
      { type: 'schedule', id: input.id ?? input.clientKey ?? '' },
      { name: input.name },
    )
    await requireStaff(tx, wanted, 'layers')
    // A form that is sent again after a lost answer edits the schedule it created.
    const existing = input.clientKey ? await tx.schedule.count({ where: { id: input.clientKey } }) : 0
    let id = input.id ?? (existing > 0 ? input.clientKey! : null)
    if (id) {
      await lockSchedule(tx, id)
      const [known] = await selectSchedules(tx, [id])
      if (!known) throw notFound(id)
      if (known.facts.timeZone !== input.timeZone) throw invalid('scheduleZoneFixed', 'timeZone')
      const { name, timeZone, layers } = input
      const isChanged = mayApply(contentOf(known), { name, timeZone, layers }, input.basedOn)
      const isPending = (known.facts.versions.at(-1)?.inForceFrom ?? 0) > now.getTime()
      if (!isChanged && !isPending) return { id }
      const at = effectiveAt(known.facts, input.begins ?? 'now', now.getTime())
      await tx.schedule.update({ where: { id }, data: { name: input.name, handoffsAt: null }, select: { id: true } })
      // This edit replaces a version that has not begun yet.
      await tx.scheduleVersion.deleteMany({ where: { scheduleId: id, inForceFrom: { gt: now } } })
      const created = await tx.scheduleVersion.create({
        data: { scheduleId: id, inForceFrom: new Date(at), ...version },
        select: { id: true },
      })
      const after = factsWithEdit(known.facts, input.layers, at, now.getTime())
      const changes = changesOfEdit(known.facts, after, now.getTime()).filter(({ person }) => person !== viewer.userId)
      const edit = { versionId: created.id, scheduleId: id, name: input.name }
      for (const mailId of await queueTurnMails(tx, edit, changes, now)) nudge('mail.send', { mailId })
    } else {
      id = input.clientKey ?? randomUUID()
      await tx.schedule.create({
        data: {
          id,
          name: input.name,
          timeZone: input.timeZone,
          createdAt: now,
          versions: { create: { inForceFrom: now, ...version } },
        },
        select: { id: true },
      })
    }
    work.live({ kind: 'oncall', scheduleId: id })
    return { id }
  })
}

export const addOverrideSchema = z
  .object({
    scheduleId: z.uuid(),
    personId: z.uuid(),
    coversForId: z.uuid().nullish(),
    startsAt: instantInput,
    endsAt: instantInput,
  })
  .refine((override) => override.endsAt > override.startsAt, { path: ['endsAt'], message: 'endsBeforeStart' })

/**
 * Adds an override: a person is on call for a span, or covers for another person in it. Engineers add their own,
 * managers anybody's. Idempotent: for an override that exists already, its id is returned.
 * @throws DomainError NOT_FOUND; INVALID `overrideInPast`, `unknownPerson`
 */
export async function addOverride(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof addOverrideSchema>,
): Promise<{ id: string }> {
  const viewer = authorise(actor, oncallRights.changeOverrides, input)
  const now = ctx.now()
  if (input.endsAt <= now) throw invalid('overrideInPast', 'endsAt')
  return unitOfWork(ctx, actor, async (work) => {
    const { tx } = work
    await auditAct(
      work,
      ctx,
      'override.added',
      { type: 'schedule', id: input.scheduleId },
      { personId: input.personId, coversForId: input.coversForId ?? null },
    )
    // The row lock serialises two equal requests, so that the second finds the override of the first.
    const [schedule] = await tx.$queryRaw<unknown[]>`
      select 1 from "Schedule" where "id" = ${input.scheduleId}::uuid for update`
    if (!schedule) throw notFound(input.scheduleId)
    const { scheduleId, personId, startsAt, endsAt } = input
    const standing = await tx.scheduleOverride.findFirst({
      where: { scheduleId, personId, coversForId: input.coversForId ?? null, startsAt, endsAt, removedAt: null },
      select: { id: true },
    })
    if (standing) return standing
    const people = [input.personId, ...(input.coversForId ? [input.coversForId] : [])]
    await requireStaff(tx, people, 'personId')
    const created = await tx.scheduleOverride.create({
      data: {
        scheduleId: input.scheduleId,
        kind: input.coversForId ? 'covers' : 'onCall',
        personId: input.personId,
        coversForId: input.coversForId ?? null,
        startsAt: input.startsAt,
        endsAt: input.endsAt,
        createdAt: now,
        createdById: viewer.userId,
      },
      select: { id: true },
    })
    await requestHandoffCheck(tx, input.scheduleId)
    work.live({ kind: 'oncall', scheduleId: input.scheduleId })
    return created
  })
}

/**
 * Removes an override from now on; the shifts that it decided until now do not change.
 * @throws DomainError NOT_FOUND
 */
export async function removeOverride(ctx: ServiceContext, actor: Actor, id: string): Promise<void> {
  admit(actor, oncallRights.changeOverrides)
  await unitOfWork(ctx, actor, async (work) => {
    const { tx } = work
    await auditAct(work, ctx, 'override.removed', { type: 'override', id: id })
    const override = await tx.scheduleOverride.findUnique({
      where: { id },
      select: { personId: true, scheduleId: true },
    })
    if (!override) throw notFound(id)
    authorise(actor, oncallRights.changeOverrides, override)
    await tx.scheduleOverride.updateMany({ where: { id, removedAt: null }, data: { removedAt: ctx.now() } })
    await requestHandoffCheck(tx, override.scheduleId)
    work.live({ kind: 'oncall', scheduleId: override.scheduleId })
  })
}
