import { Prisma } from '@/generated/prisma/client'
import type { Client } from '../db/db'
import { type DueName, type DueSource, dueNames, dueSources } from './due'

const quoted = (name: string) => Prisma.raw(`"${name}"`)

/** Rows of a kind that wait for an instant, without those that are counted as failing: they have their own pauses. */
function pendingOf(name: DueName): Prisma.Sql | null {
  const { table, column, item } = dueSources[name]
  if (column === null) return null
  return Prisma.sql`
    select ${name}::text as "name", ${quoted(column)} as "at" from ${quoted(table)} row
    where ${quoted(column)} is not null and not exists (
      select 1 from "FailingItem" f where f."kind" = ${name} and f."itemId" = row.${quoted(item)}::text)`
}

const isPolled = (name: DueName): boolean => (dueSources[name] as DueSource).isPolled === true

const union = (parts: readonly Prisma.Sql[]) => Prisma.join([...parts], ' union all ')

/**
 * The next instant at which anything has to happen, past ones included; null when nothing waits. What is only polled
 * each hour is left out: a story of two weeks would stop at every hour for it.
 */
export async function selectNextInstant(client: Client): Promise<Date | null> {
  const parts = dueNames.flatMap((name) => (isPolled(name) ? [] : (pendingOf(name) ?? [])))
  const [row] = await client.$queryRaw<{ at: Date | null }[]>`
    select min("at") as "at" from (
      ${union(parts)} union all select "kind", "nextAt" from "FailingItem" where "parkedAt" is null) pending`
  return row?.at ?? null
}

export interface Overdue {
  name: DueName
  /** How many, up to `maxCounted`. */
  count: number
  /** The one that waits longest; null when none does. */
  oldestAt: Date | null
}

/** Beyond this the exact number no longer matters. */
export const maxCounted = 1_000

/** What is due at `now` and not yet handled, kind by kind; what is parked or paused is not counted. */
export async function selectOverdue(client: Client, now: Date): Promise<Overdue[]> {
  const parts = dueNames.flatMap((name) => {
    const pending = pendingOf(name)
    const { column } = dueSources[name]
    if (pending === null || column === null) return []
    return Prisma.sql`
      select ${name}::text as "name", count(*)::int as "count", min("at") as "oldestAt" from (
        ${pending} and ${quoted(column)} <= ${now} order by ${quoted(column)} limit ${maxCounted}) due`
  })
  return client.$queryRaw<Overdue[]>`${union(parts)}`
}
