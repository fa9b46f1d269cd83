import { can } from '@/server/vocabulary/rights/rights'
import { ticketRights } from '../rights.rules'
import { admit, authorise } from '@/server/infra/rights/authorise'
import type { Actor, PersonActor } from '@/server/vocabulary/rights/actor'
import type { ServiceContext } from '@/server/infra/context'
import { decodeCursor, pageOf } from '@/server/infra/input/cursor'
import type { Client } from '@/server/infra/db/db'
import { compileSearch } from '../finding/compile'
import { readFoundPage } from '../finding/page'
import { bringUpToDate } from '../finding/up-to-date'
import { selectOwnTickets, selectQueueGroup, selectRows, selectTeamIds, type TicketRowColumns } from './list-queries'
import { countBuiltIn } from '../views/counts'
import { selectRowClocks } from './queries'
import { groupsFrom, ownTicketsPlace, type QueuePlace, queuePlace } from './list-place.rules'
import { clockOfRow } from './present.rules'
import type { ClockView } from '../clocks/schema'
import type { MyTicketsFilter, MyTicketsView, QueueFilter, QueueView, TicketRow } from './schema'

type StoredClock = Awaited<ReturnType<typeof selectRowClocks>>['clocks'][number]

const clockView = (row: StoredClock): ClockView => ({
  id: row.id,
  metric: row.metric,
  state: row.state,
  outcome: row.outcome,
  startedAt: row.startedAt,
  endedAt: row.endedAt,
  dueAt: row.dueAt,
  breachedAt: row.breachedAt,
  remainderMs: row.remainderMs === null ? null : Number(row.remainderMs),
  elapsedMs: Number(row.elapsedMs),
  targetMs: Number(row.targetMs),
  pausedFor: row.pausedFor,
  warned: row.warnedPercent !== null,
  spans: [],
})

async function clocksAndBreaches(client: Client, ticketIds: string[]) {
  const { clocks, breaches } = await selectRowClocks(client, ticketIds)
  const byTicket = new Map<string, ClockView[]>()
  for (const clock of clocks) byTicket.set(clock.ticketId, [...(byTicket.get(clock.ticketId) ?? []), clockView(clock)])
  return { byTicket, breaches }
}

/** Returns the clocks that have not ended, by ticket id. */
export const clocksOfTickets = async (client: Client, ticketIds: string[]): Promise<Map<string, ClockView[]>> =>
  (await clocksAndBreaches(client, ticketIds)).byTicket

const isDone = (status: string) => status === 'resolved' || status === 'closed'

async function rowsOf(ctx: ServiceContext, columns: readonly TicketRowColumns[], now: Date): Promise<TicketRow[]> {
  const { byTicket, breaches } = await clocksAndBreaches(
    ctx.db,
    columns.map((row) => row.id),
  )
  return columns.map((row) => {
    const clocks = byTicket.get(row.id) ?? []
    const clock = clockOfRow(clocks, row.severity, now.getTime())
    return {
      id: row.id,
      reference: row.reference,
      subject: row.subject,
      organisation: { key: row.organisationKey, name: row.organisationName },
      product: row.product,
      scenario: row.scenario,
      severity: row.severity,
      status: row.status,
      assignee: row.assigneeId ? { id: row.assigneeId, name: row.assigneeName ?? '' } : null,
      clock,
      breaches: breaches.get(row.id) ?? 0,
      openBreaches: clocks.filter((one) => one.state === 'breached' && one.id !== clock?.id).map((one) => one.metric),
      pagedSince: row.pagedSince,
      disputed: row.disputed,
      tags: row.tags,
      // A ticket that was done before its reader ever opened it is not shown as unread.
      unread: row.readAt === null ? !isDone(row.status) : row.readAt < row.lastActivityAt,
      lastActivityAt: row.lastActivityAt,
      createdAt: row.createdAt,
    }
  })
}

/**
 * Returns one page of the queue in the order of UX.md, with the cursor of the next page: S1 and S2 first, then promises
 * that can still be kept, then breaches. Instants are UTC.
 */
export async function readQueue(ctx: ServiceContext, actor: Actor, filter: QueueFilter): Promise<QueueView> {
  const viewer = authorise(actor, ticketRights.readQueue)
  const now = ctx.now()
  const place = decodeCursor(queuePlace, filter.after)
  const asOf = place ? new Date(place.now) : now
  const found: (TicketRowColumns & { group: QueuePlace['group'] })[] = []
  const wanted = filter.limit + 1
  const isSearch = filter.text.trim() !== ''
  const notSearched = isSearch ? await bringUpToDate(ctx, viewer) : 0
  const search = isSearch ? await compileSearch(ctx, viewer, filter.text) : null
  const counting = countBuiltIn(ctx.db, filter, search, viewer.userId, now)
  const mayChange = can(viewer, ticketRights.triage)
  if (filter.view === 'all') {
    const { ids, next, count } = await readFoundPage(ctx, viewer, search, filter)
    const rows = await readRows(ctx, viewer, ids, now)
    return { rows, next, counts: await counting, found: count, notSearched, mayChange, now }
  }
  const teamIds = filter.view === 'team' ? await selectTeamIds(ctx.db, viewer.userId) : []
  for (const group of groupsFrom(filter.view, place)) {
    const after = place?.group === group ? place : null
    const rows = await selectQueueGroup(
      ctx.db,
      filter,
      search,
      { userId: viewer.userId, teamIds },
      { asOf, now },
      group,
      after,
      wanted - found.length,
    )
    found.push(...rows.map((row) => ({ ...row, group })))
    if (found.length >= wanted) break
  }
  const page = pageOf(found, filter.limit, ({ group, severity, placedBy, id }) => ({
    now: asOf.getTime(),
    group,
    severity,
    at: placedBy!.getTime(),
    id,
  }))
  return {
    rows: await rowsOf(ctx, page.rows, now),
    next: page.next,
    counts: await counting,
    found: null,
    notSearched,
    mayChange,
    now,
  }
}

/**
 * Returns one page of the viewer's tickets with the cursor of the next page: a customer lead sees the whole
 * organisation's, others those they filed or watch.
 */
export async function readOwnTickets(
  ctx: ServiceContext,
  actor: Actor,
  { scope, limit, after }: MyTicketsFilter,
): Promise<MyTicketsView> {
  const viewer = admit(actor, ticketRights.read)
  const now = ctx.now()
  const place = decodeCursor(ownTicketsPlace, after)
  const columns = await selectOwnTickets(ctx.db, viewer, scope, place?.scope === scope ? place : null, limit + 1)
  const page = pageOf(columns, limit, ({ id, placedBy }) => ({ scope, at: placedBy?.getTime() ?? null, id }))
  return { rows: await rowsOf(ctx, page.rows, now), next: page.next, now }
}

/** Returns the rows of tickets that the viewer may see, in the order of their ids. */
export async function readRows(
  ctx: ServiceContext,
  viewer: PersonActor,
  ids: readonly string[],
  now: Date,
): Promise<TicketRow[]> {
  if (ids.length === 0) return []
  const byId = new Map((await selectRows(ctx.db, viewer, ids)).map((columns) => [columns.id, columns]))
  return rowsOf(
    ctx,
    ids.flatMap((id) => byId.get(id) ?? []),
    now,
  )
}
