import type { Prisma } from '@/generated/prisma/client'
import type { Client, Tx } from '@/server/infra/db/db'
import type { NamedCalendar } from './schema'

const versionColumns = { version: true, definition: true, createdById: true, createdAt: true } as const

/** Selects all calendars by name, archived ones included, each with its versions, newest first. */
export async function selectCalendars(client: Client) {
  return client.slaCalendar.findMany({
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: {
      id: true,
      name: true,
      archivedAt: true,
      versions: { orderBy: { version: 'desc' }, select: versionColumns },
    },
  })
}

/** Locks a calendar's row to serialise changes; returns its highest version, or null for an unknown id. */
export async function lockCalendar(tx: Tx, id: string): Promise<{ version: number } | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select "id" from "SlaCalendar" where "id" = ${id}::uuid for update`
  if (rows.length === 0) return null
  const newest = await tx.slaCalendarVersion.aggregate({ where: { calendarId: id }, _max: { version: true } })
  return { version: newest._max.version ?? 0 }
}

export async function insertCalendar(tx: Tx, row: { name: string; createdAt: Date }): Promise<string> {
  return (await tx.slaCalendar.create({ data: row, select: { id: true } })).id
}

export async function updateCalendar(
  tx: Tx,
  id: string,
  columns: { name?: string; archivedAt?: Date | null },
): Promise<void> {
  await tx.slaCalendar.update({ where: { id }, data: columns, select: { id: true } })
}

export async function insertCalendarVersion(
  tx: Tx,
  row: { calendarId: string; version: number; content: NamedCalendar; createdById: string; createdAt: Date },
): Promise<void> {
  const { content, ...columns } = row
  await tx.slaCalendarVersion.create({
    data: { ...columns, definition: content as unknown as Prisma.InputJsonObject },
    select: { id: true },
  })
}
