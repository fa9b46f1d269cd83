import { Prisma } from '@/generated/prisma/client'
import type { ServiceContext } from '@/server/infra/context'
import type { Client } from '@/server/infra/db/db'
import { log } from '@/server/infra/log'
import { isStaff, type PersonActor } from '@/server/vocabulary/rights/actor'
import { indexTickets } from '../indexing/indexing'
import { maxCount } from './facts'
import { visibleSql } from './queries'

/** Tickets that a search brings up to date itself; the worker does the others within seconds. */
const maxIndexedBySearch = 10

/** Selects tickets that the viewer may see and whose stored words are old, the newest first; a customer's by their public side. */
async function selectMarked(client: Client, viewer: PersonActor, limit: number): Promise<string[]> {
  const rows = isStaff(viewer)
    ? await client.$queryRaw<{ ticketId: string }[]>`
        select distinct "ticketId" from (
          select "ticketId" from "TicketSearchDue" where "at" is not null order by "at" desc limit ${limit * 2}) changed
        limit ${limit}`
    : await client.$queryRaw<{ ticketId: string }[]>`
        select d."ticketId" from "TicketSearchDue" d join "Ticket" t on t."id" = d."ticketId"
        where d."chain" = 'public' and ${visibleSql(viewer)}
        order by t."publicActivityAt" desc limit ${limit}`
  return rows.map(({ ticketId }) => ticketId)
}

/**
 * Counts tickets that have changed since they were indexed or were never indexed, at most `maxCount` + 1. Those that wait
 * only for a new name of their organisation or filer are found by all their other words.
 */
async function countMarked(client: Client, viewer: PersonActor): Promise<number> {
  const isStored = (text: Prisma.Sql) =>
    Prisma.sql`exists (select 1 from "TicketSearch" s where s."ticketId" = d."ticketId" and ${text} <> '')`
  const [row] = isStaff(viewer)
    ? await client.$queryRaw<{ count: number }[]>`
        select count(*)::int as "count" from (
          select distinct d."ticketId" from "TicketSearchDue" d
          where d."at" is not null or not ${isStored(Prisma.sql`case d."chain" when 'public' then s."publicText" else s."staffText" end`)}
          limit ${maxCount + 1}) marked`
    : await client.$queryRaw<{ count: number }[]>`
        select count(*)::int as "count" from (
          select 1 from "TicketSearchDue" d join "Ticket" t on t."id" = d."ticketId"
          where d."chain" = 'public' and (d."at" is not null or not ${isStored(Prisma.sql`s."publicText"`)})
            and ${visibleSql(viewer)} limit ${maxCount + 1}) marked`
  return row!.count
}

/**
 * Brings the stored words of what has just changed up to date, so that a search finds what was written a moment ago.
 * @returns how many tickets of the viewer's are still to be indexed, at most `maxCount` + 1: a search does not find
 *   them by their words
 */
export async function bringUpToDate(ctx: ServiceContext, viewer: PersonActor): Promise<number> {
  const marked = await selectMarked(ctx.db, viewer, maxIndexedBySearch)
  if (marked.length > 0)
    // The worker tries again; until then the search says that it may miss something.
    await indexTickets(ctx, marked, isStaff(viewer)).catch((error: unknown) =>
      log.warn({ err: error, tickets: marked.length }, 'a search could not index what has changed'),
    )
  return countMarked(ctx.db, viewer)
}
