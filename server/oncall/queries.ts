import { Prisma } from '@/generated/prisma/client'
import type { Client, Tx } from '@/server/infra/db/db'
import type { z } from 'zod'
import { log } from '@/server/infra/log'
import { layers, type Override, type ScheduleFacts } from './schema'

type Layers = z.output<typeof layers>

export interface StoredSchedule {
  id: string
  name: string
  facts: ScheduleFacts
}

/**
 * Parses stored layers. Returns none for layers that cannot be parsed: nobody is on call then, which is a coverage gap.
 */
function readLayers(stored: unknown, scheduleId: string): Layers {
  const read = layers.safeParse(stored)
  if (read.success) return read.data
  log.error({ scheduleId, err: read.error.message }, 'the layers of a schedule cannot be read')
  return []
}

interface ScheduleRow {
  id: string
  name: string
  timeZone: string
  versions: { at: number; layers: unknown }[]
  overrides: Override[]
  absences: ScheduleFacts['absences']
}

const epochMs = (column: string) => Prisma.raw(`(extract(epoch from ${column}) * 1000)::float8`)

/**
 * Returns schedules with their whole history in the form that the rules take; all schedules when `ids` is absent. It is
 * one statement, because every staff screen reads it and preparing one per table takes longer than their rows.
 */
export async function selectSchedules(client: Client, ids?: readonly string[]): Promise<StoredSchedule[]> {
  if (ids?.length === 0) return []
  const chosen = ids ? Prisma.sql`where s."id" = any(${[...ids]}::uuid[])` : Prisma.empty
  const rows = await client.$queryRaw<ScheduleRow[]>`
    with absent as (
      select coalesce(json_agg(json_build_object('person', a."userId", 'from', ${epochMs('a."startedAt"')},
        'to', ${epochMs('a."endedAt"')}) order by a."startedAt", a."id"), '[]') as "list" from "StaffAbsence" a)
    select s."id", s."name", s."timeZone", absent."list" as "absences",
      (select coalesce(json_agg(json_build_object('at', ${epochMs('v."inForceFrom"')}, 'layers', v."layers")
        order by v."inForceFrom", v."id"), '[]')
        from "ScheduleVersion" v where v."scheduleId" = s."id") as "versions",
      (select coalesce(json_agg(json_build_object('id', o."id", 'kind', o."kind", 'person', o."personId",
        'coversFor', o."coversForId", 'start', ${epochMs('o."startsAt"')}, 'end', ${epochMs('o."endsAt"')},
        'createdAt', ${epochMs('o."createdAt"')}, 'removedAt', ${epochMs('o."removedAt"')})
        order by o."createdAt", o."id"), '[]')
        from "ScheduleOverride" o where o."scheduleId" = s."id") as "overrides"
    from "Schedule" s, absent ${chosen} order by s."name", s."id"`
  return rows.map(({ id, name, timeZone, absences, versions, overrides }) => ({
    id,
    name,
    facts: {
      timeZone,
      absences,
      versions: versions.map(({ at, layers: stored }) => ({ inForceFrom: at, layers: readLayers(stored, id) })),
      overrides,
    },
  }))
}

export async function selectNames(client: Client, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const people = await client.user.findMany({
    where: { id: { in: [...new Set(ids.filter((id) => id !== null))] } },
    select: { id: true, name: true },
  })
  return new Map(people.map(({ id, name }) => [id, name]))
}

/** Locks a schedule's row, so that transactions that read its shifts and then write run one after another. */
export async function lockSchedule(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`select 1 from "Schedule" where "id" = ${id}::uuid for no key update`
}

/** Makes a schedule's handoffs due for a new look, because its shifts may now end at other instants. */
export async function requestHandoffCheck(tx: Tx, scheduleId: string): Promise<void> {
  await tx.schedule.update({ where: { id: scheduleId }, data: { handoffsAt: null }, select: { id: true } })
}
