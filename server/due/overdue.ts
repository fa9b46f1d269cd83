import { Prisma } from '@/generated/prisma/client'
import type { Client } from '@/server/infra/db/db'
import type { Due } from '@/server/infra/jobs/due-kind'
import { dueKinds, type DueName } from './kinds'

const quoted = (name: string) => Prisma.raw(`"${name}"`)

type AnyDue = (typeof dueKinds)[number]

const itemOf = ({ item = 'id' }: Pick<Due, 'item'>) => quoted(item)

/** Selects rows of a kind that wait for an instant; without failing ones, which have their own pauses. */
function pendingOf(kind: AnyDue): Prisma.Sql | null {
  const { name, table, column } = kind
  if (column === null) return null
  return Prisma.sql`
    select ${name}::text as "name", ${quoted(column)} as "at" from ${quoted(table)} row
    where ${quoted(column)} is not null and not exists (
      select 1 from "FailingItem" f where f."kind" = ${name} and f."itemId" = row.${itemOf(kind)}::text)`
}

/**
 * Selects failing rows of a kind that will be retried, at the later of the end of their pause and their own instant.
 */
function pausedOf(kind: AnyDue): Prisma.Sql | null {
  const { name, table, column } = kind
  if (column === null) return null
  return Prisma.sql`
    select ${name}::text as "name", greatest(f."nextAt", row.${quoted(column)}) as "at" from "FailingItem" f
    join ${quoted(table)} row on row.${itemOf(kind)}::text = f."itemId"
    where f."kind" = ${name} and f."parkedAt" is null and row.${quoted(column)} is not null`
}

const union = (parts: readonly Prisma.Sql[]) => Prisma.join([...parts], ' union all ')

/**
 * Returns the next instant after `after` at which anything is due; null when nothing waits. Work that is only polled
 * every hour is left out, because a simulated story of two weeks would stop at every hour for it. The stories' clock
 * passes the instant that it has just processed: a failing item may hold its row under a lease beyond its pause, and
 * the end of that pause would be returned for ever.
 */
export async function selectNextInstant(client: Client, after: Date): Promise<Date | null> {
  const pending = dueKinds.flatMap((kind) => (kind.isPolled ? [] : (pendingOf(kind) ?? [])))
  const paused = dueKinds.flatMap((kind) => pausedOf(kind) ?? [])
  const [row] = await client.$queryRaw<{ at: Date | null }[]>`
    select min("at") as "at" from (
      ${union([...pending, ...paused])}
      union all select "kind", "nextAt" from "FailingItem" where "parkedAt" is null) waiting
    where "at" > ${after}`
  return row?.at ?? null
}

/** Counts the waiting items of a kind without such a column; failing ones are left out, because they have their own pauses. */
function waitingOf({ name, waiting }: AnyDue & Pick<Due, 'waiting'>, now: Date): Prisma.Sql | null {
  if (!waiting) return null
  return Prisma.sql`
    select ${name}::text as "name", count(*)::int as "count", min("at") as "oldestAt" from (${waiting}) waiting
    where "at" <= ${now} and not exists (
      select 1 from "FailingItem" f where f."kind" = ${name} and f."itemId" = waiting."itemId")`
}

export interface Overdue {
  name: DueName
  /** Number of overdue items, at most `maxCounted`. */
  count: number
  /** When the oldest became due; null when none is overdue. */
  oldestAt: Date | null
}

/** Items per kind that are counted at most; above this the exact number does not matter. */
export const maxCounted = 1_000

/**
 * Counts, per kind, the items that are due at `now` and not yet handled; failing items (paused or parked) are not
 * counted.
 */
export async function selectOverdue(client: Client, now: Date): Promise<Overdue[]> {
  const parts = dueKinds.flatMap((kind) => {
    const pending = pendingOf(kind)
    const { name, column } = kind
    if (pending === null || column === null) return waitingOf(kind, now) ?? []
    return Prisma.sql`
      select ${name}::text as "name", count(*)::int as "count", min("at") as "oldestAt" from (
        ${pending} and ${quoted(column)} <= ${now} order by ${quoted(column)} limit ${maxCounted}) due`
  })
  return client.$queryRaw<Overdue[]>`${union(parts)}`
}
