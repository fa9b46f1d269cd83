import { accountsRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import { type Actor, systemActor } from '@/server/vocabulary/rights/actor'
import { z } from 'zod'
import { notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { decodeCursor, pageOf } from '@/server/infra/input/cursor'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { auditAct, writeAudit } from '../audit'
import { deviceOf, sessionLifeMs } from '../rules'
import type { SessionView } from '../schema'
import { endSessions } from '../queries'

/** Sessions are rows; the token in the cookie carries the row's id. Deleting the row ends the session. */

export interface SessionSource {
  userAgent: string
  address: string
}

/** Starts a session for somebody who has just been authenticated; deletes the account's expired ones. */
export async function startSession(
  ctx: ServiceContext,
  input: SessionSource & { userId: string; method: string },
): Promise<{ id: string }> {
  return unitOfWork(ctx, systemActor('sign-in'), async ({ tx, now }) => {
    await tx.session.deleteMany({ where: { userId: input.userId, expiresAt: { lte: now } } })
    const session = await tx.session.create({
      data: {
        userId: input.userId,
        createdAt: now,
        lastSeenAt: now,
        expiresAt: new Date(now.getTime() + sessionLifeMs),
        userAgent: input.userAgent.slice(0, 400),
        address: input.address.slice(0, 100),
      },
      select: { id: true },
    })
    await writeAudit(
      tx,
      { now: () => now, address: input.address },
      {
        action: 'session.started',
        actorId: input.userId,
        subject: { type: 'session', id: session.id },
        facts: { method: input.method },
      },
    )
    return session
  })
}

const listed = 50
const placeSchema = z.strictObject({ at: z.number(), id: z.uuid() })

/** Returns a page of the actor's own sessions: the current one, then the most recently used first. */
export async function readSessions(
  ctx: ServiceContext & { sessionId?: string | null },
  actor: Actor,
  cursor?: string | null,
): Promise<{ rows: SessionView[]; next: string | null }> {
  const viewer = authorise(actor, accountsRights.keepOwnAccount)
  const alive = { userId: viewer.userId, expiresAt: { gt: ctx.now() } }
  const current = ctx.sessionId ?? null
  const place = decodeCursor(placeSchema, cursor)
  const at = place && new Date(place.at)
  const others = await ctx.db.session.findMany({
    where: {
      AND: [
        alive,
        current ? { id: { not: current } } : {},
        place && at ? { OR: [{ lastSeenAt: { lt: at } }, { lastSeenAt: at, id: { gt: place.id } }] } : {},
      ],
    },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'asc' }],
    take: listed + 1,
  })
  const own = current && !place ? await ctx.db.session.findMany({ where: { ...alive, id: current } }) : []
  const page = pageOf(others, listed, ({ lastSeenAt, id }) => ({ at: lastSeenAt.getTime(), id }))
  const rows = [...own, ...page.rows].map(({ id, userAgent, address, createdAt, lastSeenAt }) => ({
    id,
    isCurrent: id === current,
    device: deviceOf(userAgent),
    address,
    createdAt,
    lastSeenAt,
  }))
  return { rows, next: page.next }
}

/**
 * Ends one of the actor's own sessions at once, with its open streams.
 * @throws DomainError NOT_FOUND for a session that has ended or belongs to somebody else
 */
export async function endSession(ctx: ServiceContext, actor: Actor, sessionId: string): Promise<void> {
  const { userId } = authorise(actor, accountsRights.keepOwnAccount)
  await signOut(ctx, userId, sessionId)
}

/** Ends a session, by the user and session ids of its token. @throws DomainError NOT_FOUND when it has already ended */
export async function signOut(ctx: ServiceContext, userId: string, sessionId: string): Promise<void> {
  await unitOfWork(ctx, systemActor('sign-in'), async ({ tx, live }) => {
    const { count } = await tx.session.deleteMany({ where: { id: sessionId, userId } })
    if (count === 0) throw notFound(`session ${sessionId}`)
    live({ kind: 'session', userId })
    await writeAudit(tx, ctx, {
      action: 'session.ended',
      actorId: userId,
      subject: { type: 'session', id: sessionId },
    })
  })
}

/** Ends all of the actor's sessions except the current one. */
export async function endOtherSessions(
  ctx: ServiceContext & { sessionId?: string | null },
  actor: Actor,
): Promise<{ ended: number }> {
  const viewer = authorise(actor, accountsRights.keepOwnAccount)
  return unitOfWork(ctx, actor, async (work) => {
    const { count } = await endSessions(work.tx, viewer.userId, ctx.sessionId ?? undefined)
    work.live({ kind: 'session', userId: viewer.userId })
    await auditAct(work, ctx, 'session.ended', { type: 'user', id: viewer.userId }, { others: count })
    return { ended: count }
  })
}
