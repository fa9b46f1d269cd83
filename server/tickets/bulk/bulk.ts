import type { z } from 'zod'
import type { Prisma } from '@/generated/prisma/client'
import { storedJson } from '@/server/infra/db/json'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { requireSameForm, sentForm } from '../change/form'
import { ticketRights } from '../rights.rules'
import { holdMs, reasonNotToHoldBulk } from './hold.rules'
import { type BulkView, bulkChange, type StartedBulk, type bulkSchema, type startBulkSchema } from './schema'

/**
 * Writes down a change of up to 200 tickets, which the worker carries out ticket by ticket after ten seconds, or at once
 * (`reasonNotToHoldBulk` says when and why). What is wrong with single tickets is found then, and told per ticket.
 * Idempotent per client key.
 * @throws DomainError CONFLICT `keyReused`
 */
export async function startBulk(
  ctx: ServiceContext,
  actor: Actor,
  { references, change, atOnce, clientKey }: z.output<typeof startBulkSchema>,
): Promise<StartedBulk> {
  const viewer = authorise(actor, ticketRights.triage)
  const into = change.verb === 'merge' ? change.into : null
  const named = [...new Set(references)].filter((reference) => reference !== into)
  const form = sentForm('bulk', viewer, clientKey, { named, change })!
  const to = 'to' in change ? change.to : undefined
  return unitOfWork(ctx, viewer, async (work) => {
    const { tx, now } = work
    const key = { authorId: viewer.userId, clientKey }
    const tickets = await tx.ticket.findMany({
      where: { reference: { in: named }, status: { notIn: ['resolved', 'closed'] } },
      select: { severity: true, nextDueAt: true },
    })
    const reason = reasonNotToHoldBulk({ verb: change.verb, to }, tickets, now)
    const held = !atOnce && reason === null
    const nextAt = held ? new Date(now.getTime() + holdMs) : now
    await tx.bulkChange.createMany({
      data: [{ ...key, digest: form.clientDigest, change: storedJson(change), state: 'held', createdAt: now, nextAt }],
      skipDuplicates: true,
    })
    const row = await tx.bulkChange.findUniqueOrThrow({
      where: { authorId_clientKey: key },
      select: { id: true, digest: true, state: true, nextAt: true, _count: { select: { items: true } } },
    })
    requireSameForm(row.digest, form)
    if (row._count.items === 0)
      await tx.bulkItem.createMany({
        data: named.map((reference, position) => ({ bulkId: row.id, position, reference })),
      })
    work.nudge('bulk.carryOut', { bulkId: row.id }, { at: row.nextAt })
    return {
      id: row.id,
      until: row.state === 'held' && row.nextAt > now ? row.nextAt : null,
      atOnce: atOnce ? null : reason,
    }
  })
}

/**
 * Undoes a bulk change that is still held: none of its tickets was changed, and none will be. Idempotent.
 * @returns `undone: false` when it has begun already
 * @throws DomainError NOT_FOUND for somebody else's
 */
export async function undoBulk(
  ctx: ServiceContext,
  actor: Actor,
  { id }: z.output<typeof bulkSchema>,
): Promise<{ undone: boolean }> {
  const viewer = authorise(actor, ticketRights.triage)
  const now = ctx.now()
  await ctx.db.bulkChange.updateMany({
    where: { id, authorId: viewer.userId, state: 'held' },
    data: { state: 'undone', doneAt: now, nextAt: removedAt(now) },
  })
  const { state } = await ownBulk(ctx, viewer.userId, id)
  return { undone: state === 'undone' }
}

/** Carries out a held bulk change now. Idempotent. @throws DomainError NOT_FOUND for somebody else's */
export async function hastenBulk(
  ctx: ServiceContext,
  actor: Actor,
  { id }: z.output<typeof bulkSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.triage)
  await unitOfWork(ctx, viewer, async (work) => {
    const { count } = await work.tx.bulkChange.updateMany({
      where: { id, authorId: viewer.userId, state: 'held', nextAt: { gt: work.now } },
      data: { nextAt: work.now },
    })
    if (count > 0) work.nudge('bulk.carryOut', { bulkId: id })
  })
  await ownBulk(ctx, viewer.userId, id)
}

/** Returns how far the viewer's bulk change is, and which tickets refused. @throws DomainError NOT_FOUND */
export async function readBulk(
  ctx: ServiceContext,
  actor: Actor,
  { id }: z.output<typeof bulkSchema>,
): Promise<BulkView> {
  const viewer = authorise(actor, ticketRights.triage)
  const row = await ownBulk(ctx, viewer.userId, id)
  const counts = await ctx.db.bulkItem.groupBy({ by: ['state'], where: { bulkId: id }, _count: true })
  const countOf = (state: string) => counts.find((each) => each.state === state)?._count ?? 0
  const refused = await ctx.db.bulkItem.findMany({
    where: { bulkId: id, state: 'refused' },
    orderBy: { position: 'asc' },
    select: { reference: true, reason: true, values: true },
  })
  return {
    id,
    verb: verbOf(row.change),
    state: row.state,
    until: row.state === 'held' ? row.nextAt : null,
    total: counts.reduce((sum, each) => sum + each._count, 0),
    done: countOf('done'),
    refused: refused.map(({ reference, reason, values }) => ({
      reference,
      reason: reason ?? 'unexpected',
      ...(values ? { values: values as Record<string, string | number> } : {}),
    })),
    now: ctx.now(),
  }
}

async function ownBulk(ctx: ServiceContext, authorId: string, id: string) {
  const row = await ctx.db.bulkChange.findFirst({
    where: { id, authorId },
    select: { state: true, nextAt: true, change: true },
  })
  if (!row) throw notFound(id)
  return row
}

/** How long a bulk change that is over can still be read. */
const keptMs = 7 * 24 * 60 * 60_000

/** Returns when a bulk change that is over at `now` is removed (UTC). */
export const removedAt = (now: Date): Date => new Date(now.getTime() + keptMs)

const verbShape = bulkChange.options.map(({ shape }) => shape.verb.value)

/** Returns the verb of a stored change; the rest of it is gone once it was carried out. */
function verbOf(change: Prisma.JsonValue): BulkView['verb'] {
  const verb = typeof change === 'object' && change !== null && 'verb' in change ? change.verb : null
  const known = verbShape.find((each) => each === verb)
  if (!known) throw new Error('A bulk change without a verb')
  return known
}
