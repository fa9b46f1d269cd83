import { selectAbsences } from '@/server/accounts/staff'
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

/** Returns schedules with their whole history in the form that the rules take; all schedules when `ids` is absent. */
export async function selectSchedules(client: Client, ids?: readonly string[]): Promise<StoredSchedule[]> {
  const absences = await selectAbsences(client)
  const rows = await client.schedule.findMany({
    where: ids ? { id: { in: [...ids] } } : {},
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: {
      id: true,
      name: true,
      timeZone: true,
      versions: { orderBy: [{ inForceFrom: 'asc' }, { id: 'asc' }], select: { inForceFrom: true, layers: true } },
      overrides: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] },
    },
  })
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    facts: {
      timeZone: row.timeZone,
      absences,
      versions: row.versions.map((version) => ({
        inForceFrom: version.inForceFrom.getTime(),
        layers: readLayers(version.layers, row.id),
      })),
      overrides: row.overrides.map(
        (override): Override => ({
          id: override.id,
          kind: override.kind,
          person: override.personId,
          coversFor: override.coversForId,
          start: override.startsAt.getTime(),
          end: override.endsAt.getTime(),
          createdAt: override.createdAt.getTime(),
          removedAt: override.removedAt?.getTime() ?? null,
        }),
      ),
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
