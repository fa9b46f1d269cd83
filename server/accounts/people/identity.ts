import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { systemActor } from '@/server/vocabulary/rights/actor'
import { auditRefusal, writeAudit } from '../audit'
import { canonicalEmail } from '../schema'
import { hashToken, newToken } from '../secrets'
import type { SessionSubject } from '../sign-in/sign-in'
import { isStaffNow } from '../staff'
import { userByEmail } from '../queries'

/** Accounts and the company's identity provider. */

const confirmMinutes = 15

export type IdentityAnswer =
  | { kind: 'signedIn'; subject: SessionSubject }
  /** A staff account: it must confirm by password or mailed link before the provider's subject is linked. */
  | { kind: 'confirm'; token: string }
  | { kind: 'refused' }

/** Links a subject to an account, in the transaction in which the account's owner is authenticated. */
export async function linkSubject(
  tx: Tx,
  ctx: ServiceContext,
  link: { provider: string; subject: string; userId: string },
): Promise<void> {
  const { count } = await tx.identity.createMany({ data: [{ ...link, createdAt: ctx.now() }], skipDuplicates: true })
  if (count === 0) return
  await writeAudit(tx, ctx, {
    action: 'identity.linked',
    actorId: link.userId,
    subject: { type: 'user', id: link.userId },
    facts: { provider: link.provider },
  })
}

/** Records a refused sign-in through the identity provider. */
export async function refuseIdentity(ctx: ServiceContext, reason: string, userId?: string): Promise<IdentityAnswer> {
  await auditRefusal(ctx, {
    action: 'sign-in.refused',
    actorId: null,
    subject: userId ? { type: 'user', id: userId } : undefined,
    facts: { method: 'oidc', reason },
  })
  return { kind: 'refused' }
}

/**
 * Signs in by a subject of the identity provider: to the account that it is linked to, else to the account whose mail
 * address the provider has verified. A customer's account is linked at once; one with staff roles must be confirmed.
 * Never creates an account.
 */
export async function signInWithIdentity(
  ctx: ServiceContext,
  input: { provider: string; subject: string; email: string | null; emailVerified: boolean },
): Promise<IdentityAnswer> {
  const { provider, subject } = input
  const linked = await ctx.db.identity.findUnique({
    where: { provider_subject: { provider, subject } },
    select: { user: { select: { id: true, sessionVersion: true, deactivatedAt: true } } },
  })
  if (linked) {
    const { user } = linked
    if (user.deactivatedAt) return refuseIdentity(ctx, 'deactivated', user.id)
    return { kind: 'signedIn', subject: { userId: user.id, sessionVersion: user.sessionVersion } }
  }
  const email = input.email && input.emailVerified ? canonicalEmail(input.email) : null
  const user = email ? await userByEmail(ctx.db, email) : null
  if (!user || user.deactivatedAt) return refuseIdentity(ctx, user ? 'deactivated' : 'unknown', user?.id)
  return unitOfWork(ctx, systemActor('sign-in'), async ({ tx, now }): Promise<IdentityAnswer> => {
    if (!(await isStaffNow(tx, user.id))) {
      await linkSubject(tx, ctx, { provider, subject, userId: user.id })
      return { kind: 'signedIn', subject: { userId: user.id, sessionVersion: user.sessionVersion } }
    }
    const { token, tokenHash } = newToken()
    await tx.identityRequest.deleteMany({ where: { OR: [{ provider, subject }, { expiresAt: { lte: now } }] } })
    await tx.identityRequest.create({
      data: {
        tokenHash,
        provider,
        subject,
        userId: user.id,
        createdAt: now,
        expiresAt: new Date(now.getTime() + confirmMinutes * 60_000),
      },
      select: { id: true },
    })
    return { kind: 'confirm', token }
  })
}

const openRequest = (client: Tx | ServiceContext['db'], token: string, now: Date) =>
  client.identityRequest.findFirst({
    where: { tokenHash: hashToken(token), expiresAt: { gt: now }, user: { deactivatedAt: null } },
    select: { id: true, provider: true, subject: true, userId: true, user: { select: { email: true } } },
  })

/** Returns the address of the account that waits for confirmation; null when the request is unknown or expired. */
export async function readIdentityRequest(ctx: ServiceContext, token: string): Promise<{ email: string } | null> {
  const request = await openRequest(ctx.db, token, ctx.now())
  return request && { email: request.user.email }
}

/**
 * Returns the account and the subject that a mailed link shall connect, by the request's `token`; null when expired.
 */
export async function subjectOfRequest(
  ctx: ServiceContext,
  token: string,
): Promise<{ email: string; provider: string; subject: string } | null> {
  const request = await openRequest(ctx.db, token, ctx.now())
  return request && { email: request.user.email, provider: request.provider, subject: request.subject }
}

/**
 * Links the subject of a request after the account's password was verified. Does nothing when the request has expired
 * or is for another account: the person is signed in anyway.
 */
export async function confirmIdentity(ctx: ServiceContext, token: string, userId: string): Promise<void> {
  await unitOfWork(ctx, systemActor('sign-in'), async ({ tx, now }) => {
    const request = await openRequest(tx, token, now)
    if (!request || request.userId !== userId) return
    await linkSubject(tx, ctx, { provider: request.provider, subject: request.subject, userId })
    await tx.identityRequest.delete({ where: { id: request.id }, select: { id: true } })
  })
}
