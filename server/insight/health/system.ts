import { insightRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { z } from 'zod'
import { auditAct } from '@/server/accounts/audit'
import { notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { decodeCursor, pageOf } from '@/server/infra/input/cursor'
import { log } from '@/server/infra/log'
import { metricValues } from '@/server/infra/metrics/metrics'
import { selectOverdue } from '@/server/due/overdue'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { isWorkerAlive, mustReportSilence } from '../overview/rules'
import { selectPulse } from '../overview/queries'

/** Whether a worker has reported within 15 s; throws when the database does not answer. */
export async function readPulse(ctx: Pick<ServiceContext, 'db' | 'now'>) {
  const pulse = await selectPulse(ctx.db)
  return { ok: isWorkerAlive(pulse, ctx.now()), lastBeatAt: pulse.lastAt }
}

/**
 * Returns whether to warn staff that nothing is sent and no clock is evaluated: no worker has reported for 30 s, as for
 * the mail to managers and administrators. `since` is the last report; null before the first worker.
 */
export async function readSilence(
  ctx: Pick<ServiceContext, 'db' | 'now'>,
  actor: Actor,
): Promise<{ silent: boolean; since: Date | null }> {
  authorise(actor, insightRights.seeSilence)
  const pulse = await selectPulse(ctx.db)
  return { silent: mustReportSilence(pulse, ctx.now(), new Date(0)), since: pulse.lastAt }
}

const maxFailing = 200

/** Returns the workers with their counters, overdue work, failing and parked items, and this web process's counters. */
export async function readSystem(ctx: ServiceContext, actor: Actor) {
  authorise(actor, insightRights.operate)
  const now = ctx.now()
  const [workers, overdue, failing, failingCount] = await Promise.all([
    ctx.db.workerHeartbeat.findMany({ orderBy: { beatAt: 'desc' }, take: 10 }),
    selectOverdue(ctx.db, now),
    ctx.db.failingItem.findMany({ orderBy: [{ firstAt: 'asc' }, { itemId: 'asc' }], take: maxFailing }),
    ctx.db.failingItem.count(),
  ])
  return {
    now,
    workers: workers.map(({ counters, ...worker }) => ({ ...worker, counters: counters as Record<string, number> })),
    overdue,
    failing,
    /** Number of failing items beyond the list's limit. */
    moreFailing: failingCount - failing.length,
    counters: metricValues(),
  }
}

export const failingItemInput = z.object({ kind: z.string().max(40), itemId: z.string().max(80) })

/**
 * Lets the sweep retry a failing or parked item as if it had never failed. Does nothing for an item that no longer
 * fails.
 */
export async function resumeItem(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof failingItemInput>,
): Promise<void> {
  authorise(actor, insightRights.operate)
  const count = await unitOfWork(ctx, actor, async (work) => {
    const { count } = await work.tx.failingItem.deleteMany({ where: input })
    if (count > 0) await auditAct(work, ctx, 'item.resumed', { type: input.kind, id: input.itemId })
    return count
  })
  if (count > 0) log.info(input, 'resumed by an administrator')
}

const listColumns = {
  id: true,
  template: true,
  toAddress: true,
  subject: true,
  state: true,
  attempts: true,
  lastError: true,
  createdAt: true,
  sentAt: true,
} as const

const listed = 100
const placeSchema = z.strictObject({ at: z.number(), id: z.uuid() })

/** Returns one page of the queued and sent mails, newest first, with the cursor of the next page. */
export async function listMails(
  ctx: ServiceContext,
  actor: Actor,
  state: 'pending' | 'sent' | 'failed' | 'kept' | null,
  after?: string | null,
) {
  authorise(actor, insightRights.operate)
  const place = decodeCursor(placeSchema, after)
  const at = place && new Date(place.at)
  const found = await ctx.db.mailMessage.findMany({
    where: {
      ...(state ? { state } : {}),
      ...(place && at ? { OR: [{ createdAt: { lt: at } }, { createdAt: at, id: { gt: place.id } }] } : {}),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
    take: listed + 1,
    select: listColumns,
  })
  return pageOf(found, listed, ({ createdAt, id }) => ({ at: createdAt.getTime(), id }))
}

export async function readMail(ctx: ServiceContext, actor: Actor, id: string) {
  authorise(actor, insightRights.operate)
  const mail = await ctx.db.mailMessage.findUnique({
    where: { id },
    select: { ...listColumns, html: true, text: true, messageId: true },
  })
  if (!mail) throw notFound(id)
  return { ...mail, html: maskLinks(mail.html), text: maskLinks(mail.text) }
}

/**
 * Removes the tokens from acknowledge links, so that nobody can act through another person's link. The rest of the
 * address stays.
 */
const maskLinks = (words: string | null) => words?.replace(/\/p\/(?:rate\/)?[\w-]{20,}/g, '/p/…') ?? null
