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
  type TakenMark,
  takeOldMarks,
} from './queries'
import { publicWords, staffWords } from './words.rules'

/** The item of the due work that stands for all tickets that are indexed in the background. */
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

/** Writes the sides whose marks the transaction has taken. */
async function writeRows(tx: Tx, taken: readonly TakenMark[]): Promise<void> {
  const sides = new Map<string, Set<TakenMark['chain']>>()
  for (const { ticketId, chain } of taken) sides.set(ticketId, (sides.get(ticketId) ?? new Set()).add(chain))
  const withStaff = taken.some(({ chain }) => chain === 'staff')
  const tickets = await selectSearched(tx, [...sides.keys()], withStaff)
  await storeSearchRows(
    tx,
    tickets.map((row) => {
      const ticket = searchedOf(row)
      const isTaken = sides.get(row.id)
      return {
        ticketId: row.id,
        ...(isTaken?.has('public') && { public: publicWords(ticket, row) }),
        ...(isTaken?.has('staff') && { staff: staffWords(ticket) }),
      }
    }),
  )
}

/**
 * Brings what a search compares of these tickets up to date, as far as they are marked and nobody else is changing or
 * indexing them; those keep their marks.
 * @param withStaff false for a customer's search, whose time must not depend on what only staff may see
 */
export async function indexTickets(ctx: ServiceContext, ids: readonly string[], withStaff: boolean): Promise<void> {
  await unitOfWork(ctx, systemActor('search'), async ({ tx }) => {
    const taken = await takeMarks(tx, ids, withStaff)
    if (taken.length > 0) await writeRows(tx, taken)
  })
}

/**
 * Indexes tickets that were there before the search or whose organisation or filer has a new name, those with the newest
 * activity first, for about two seconds.
 */
async function indexOldTickets(ctx: ServiceContext): Promise<void> {
  const until = performance.now() + maxOldMs
  for (;;) {
    let taken: TakenMark[] = []
    try {
      await unitOfWork(ctx, systemActor('search'), async ({ tx }) => {
        taken = await takeOldMarks(tx, oldPerTransaction)
        if (taken.length > 0) await writeRows(tx, taken)
      })
    } catch (error) {
      if (taken.length === 0) throw error
      log.error({ err: error, marks: taken.length }, 'old tickets are indexed one by one, because together they failed')
      await unitOfWork(ctx, systemActor('search'), async ({ tx, now }) => {
        await markChanged(tx, taken, now)
      })
    }
    if (taken.length === 0 || performance.now() >= until) return
  }
}

/** Returns the ids of tickets to index, and one item for all that are indexed in the background. */
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
