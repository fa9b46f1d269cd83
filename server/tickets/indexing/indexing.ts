import type { ServiceContext } from '@/server/infra/context'
import type { Client, Tx } from '@/server/infra/db/db'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { log } from '@/server/infra/log'
import { systemActor } from '@/server/vocabulary/rights/actor'
import { searchedTicket, type SearchedTicket, searchStatusOf } from '../search/schema'
import {
  countOldTickets,
  hasOldMarks,
  markChanged,
  type SearchedColumns,
  selectChanged,
  selectSearched,
  storeSearchRows,
  takeMarks,
  takeOldMarks,
} from './queries'
import { publicWords, staffWords } from './words.rules'

/** The item of the due work that stands for all tickets that were there before the search. */
const oldTickets = 'older'
const oldPerTransaction = 50
/** A pass of the sweep does other work too. */
const maxOldMs = 2_000

/** Returns a stored ticket as the pure function of the search sees it (SEMANTICS §6.3), without the display names. */
export const searchedOf = (row: SearchedColumns): SearchedTicket =>
  searchedTicket.parse({
    ...row,
    status: searchStatusOf[row.status],
    organisation: { key: row.organisationKey, name: row.organisationName },
    filer: { name: row.filerName, email: row.filerEmail },
    assignee: row.assigneeEmail,
    team: row.teamName,
    filedAt: row.createdAt.toISOString(),
  })

async function writeRows(tx: Tx, ids: readonly string[], withStaff: boolean): Promise<void> {
  const tickets = await selectSearched(tx, ids, withStaff)
  await storeSearchRows(
    tx,
    tickets.map((row) => {
      const ticket = searchedOf(row)
      return {
        ticketId: row.id,
        public: publicWords(ticket, row),
        staff: withStaff ? staffWords(ticket) : null,
      }
    }),
  )
}

/**
 * Brings what a search compares of these tickets up to date, as far as they are marked.
 * @param withStaff false for a customer's search, whose time must not depend on what only staff may see
 */
export async function indexTickets(ctx: ServiceContext, ids: readonly string[], withStaff: boolean): Promise<void> {
  await unitOfWork(ctx, systemActor('search'), async ({ tx }) => {
    const taken = await takeMarks(tx, ids, withStaff)
    if (taken.length > 0) await writeRows(tx, taken, withStaff)
  })
}

/** Indexes tickets that were there before the search, the newest first, for about two seconds. */
async function indexOldTickets(ctx: ServiceContext): Promise<void> {
  const until = performance.now() + maxOldMs
  for (;;) {
    let taken: string[] = []
    try {
      await unitOfWork(ctx, systemActor('search'), async ({ tx }) => {
        taken = await takeOldMarks(tx, oldPerTransaction)
        if (taken.length > 0) await writeRows(tx, taken, true)
      })
    } catch (error) {
      if (taken.length === 0) throw error
      log.error(
        { err: error, tickets: taken.length },
        'old tickets are indexed one by one, because together they failed',
      )
      await unitOfWork(ctx, systemActor('search'), async ({ tx, now }) => {
        await markChanged(tx, taken, now)
      })
    }
    if (taken.length === 0 || performance.now() >= until) return
  }
}

/** Returns the ids of tickets to index, and one item for all those that were there before the search. */
export async function dueTickets(ctx: ServiceContext, limit: number): Promise<string[]> {
  const changed = await selectChanged(ctx.db, limit)
  return (await hasOldMarks(ctx.db)) ? [...changed, oldTickets] : changed
}

/** Indexes one item of `dueTickets`. */
export async function runIndexing(ctx: ServiceContext, item: string): Promise<void> {
  if (item === oldTickets) await indexOldTickets(ctx)
  else await indexTickets(ctx, [item], true)
}

/** Returns how many tickets that were there before the search are still to be indexed, for `nightdesk doctor`. */
export const countNotIndexed = (client: Client): Promise<number> => countOldTickets(client)
