import { viewerById } from '@/server/accounts/sign-in/options'
import { storedJson } from '@/server/infra/db/json'
import { DomainError, forbidden } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { log } from '@/server/infra/log'
import type { PersonActor } from '@/server/vocabulary/rights/actor'
import { removedAt } from './bulk'
import { bulkChange } from './schema'
import { changeOne } from './verbs'

/** Until when a worker has the bulk change for itself; it renews this after each few tickets. */
const leaseMs = 20_000
/** After this long the worker lets other bulk changes have their turn. */
const turnMs = 10_000
/** Tickets changed at the same time. */
const abreast = 4
/** After as many internal errors a ticket is reported as failed. */
const maxFailures = 3

/** Returns the ids of bulk changes to carry out, of those whose worker has died, and of those to remove; oldest first. */
export async function dueBulkChanges(ctx: ServiceContext, limit: number): Promise<string[]> {
  const rows = await ctx.db.bulkChange.findMany({
    where: { nextAt: { lte: ctx.now() } },
    orderBy: [{ nextAt: 'asc' }, { id: 'asc' }],
    take: limit,
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

/**
 * Carries out a bulk change that is due: every ticket in a unit of work of its own, so that one that refuses does not stop
 * the others. Each ticket at least once, and a repeated change changes nothing (`changeOne`). A bulk change that was over
 * for a week is removed.
 */
export async function carryOutBulk(ctx: ServiceContext, id: string): Promise<void> {
  const now = ctx.now()
  await ctx.db.bulkChange.deleteMany({ where: { id, state: { in: ['done', 'undone'] }, nextAt: { lte: now } } })
  let lease = new Date(now.getTime() + leaseMs)
  const claimed = await ctx.db.bulkChange.updateMany({
    where: { id, state: { in: ['held', 'running'] }, nextAt: { lte: now } },
    data: { state: 'running', nextAt: lease },
  })
  if (claimed.count === 0) return
  const { authorId, change, createdAt } = await ctx.db.bulkChange.findUniqueOrThrow({
    where: { id },
    select: { authorId: true, change: true, createdAt: true },
  })
  const parsed = bulkChange.parse(change)
  const author = await viewerById(ctx.db, authorId)
  const size = parsed.verb === 'merge' ? 1 : abreast
  for (;;) {
    const items = await ctx.db.bulkItem.findMany({
      where: { bulkId: id, state: 'waiting' },
      orderBy: [{ failures: 'asc' }, { position: 'asc' }],
      take: size,
      select: { id: true, reference: true, failures: true },
    })
    if (items.length === 0) return finish(ctx, id, parsed.verb)
    await Promise.all(items.map((item) => carryOutItem(ctx, author, parsed, item, createdAt)))
    const later = ctx.now()
    const isOver = later.getTime() - now.getTime() >= turnMs
    const next = isOver ? later : new Date(later.getTime() + leaseMs)
    const mine = await ctx.db.bulkChange.updateMany({ where: { id, nextAt: lease }, data: { nextAt: next } })
    // Another worker has taken it over meanwhile, or the next turn continues it.
    if (mine.count === 0 || isOver) return
    lease = next
  }
}

interface Item {
  id: string
  reference: string
  failures: number
}

async function carryOutItem(
  ctx: ServiceContext,
  author: PersonActor | null,
  change: ReturnType<typeof bulkChange.parse>,
  { id, reference, failures }: Item,
  seenAt: Date,
): Promise<void> {
  const note = (data: Parameters<typeof ctx.db.bulkItem.updateMany>[0]['data']) =>
    ctx.db.bulkItem.updateMany({ where: { id, state: 'waiting' }, data })
  try {
    if (!author) throw forbidden('the author has left')
    await changeOne(ctx, author, change, { reference, key: id, seenAt })
    await note({ state: 'done' })
  } catch (error) {
    if (error instanceof DomainError) {
      await note({
        state: 'refused',
        reason: error.reason,
        ...(error.values ? { values: storedJson(error.values) } : {}),
      })
      return
    }
    log.error({ err: error, bulkItem: id, reference }, 'a ticket of a bulk change failed')
    const isLast = failures + 1 >= maxFailures
    await note({ failures: failures + 1, ...(isLast ? { state: 'refused' as const, reason: 'unexpected' } : {}) })
  }
}

/** Ends the bulk change. What a person wrote in it is now in the events of the tickets, where it can be erased. */
async function finish(ctx: ServiceContext, id: string, verb: string): Promise<void> {
  const now = ctx.now()
  await ctx.db.bulkChange.updateMany({
    where: { id, state: 'running' },
    data: { state: 'done', doneAt: now, nextAt: removedAt(now), change: { verb } },
  })
}
