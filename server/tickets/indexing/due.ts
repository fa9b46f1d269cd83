import { Prisma } from '@/generated/prisma/client'
import { due } from '@/server/infra/jobs/due-kind'
import { dueTickets, runIndexing } from './indexing'

/** Tickets to index for the search. Those that were there before it wait for nothing and are not overdue. */
export const search = due({
  name: 'search',
  lane: 'search',
  table: 'TicketSearchDue',
  // A ticket may be marked twice, once for each side.
  column: null,
  waiting: Prisma.sql`
    select "ticketId"::text as "itemId", min("at") as "at" from "TicketSearchDue" where "at" is not null group by "ticketId"`,
  item: 'ticketId',
  isAlwaysLooked: true,
  find: dueTickets,
  run: runIndexing,
})
