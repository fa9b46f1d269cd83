import { setTimeout as pause } from 'node:timers/promises'
import { DomainError } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { env } from '@/server/infra/env'
import { notifyLive } from '@/server/infra/live'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { queueMail } from '@/server/integrations/mail/mail'
import { forgive, limits, requirePoint, takePoint } from './limits'
import { auditRefusal, writeAudit } from '../audit'
import { knownDevice } from './devices'
import { publicLink } from '../links'
import { sourceBlock } from '../rules'
import { linkSubject, subjectOfRequest } from '../people/identity'
import { hashPassword, hashToken, newToken, requireUncommonPassword, verifyPassword } from '../secrets'
import { endLinks, raiseSessionVersion, userByEmail } from '../queries'

/** What a session token carries, and nothing else. */
export interface SessionSubject {
  userId: string
  sessionVersion: number
}

const signInLinkMinutes = 15
const resetLinkMinutes = 60

/**
 * Returns a right password's account; null for a wrong one, an unknown address and a deactivated account, at the same
 * price. Tries are counted by account and source; the account as a whole has a wider limit, which a browser that has
 * signed in to it before passes.
 * @throws DomainError RATE_LIMITED after too many tries for the account from this source, or from the source
 */
export async function checkPassword(
  ctx: ServiceContext,
  input: { email: string; password: string; address: string; deviceCookie?: string | null },
): Promise<SessionSubject | null> {
  const source = sourceBlock(input.address)
  const sourceKey = `sign-in-address:${source}`
  await requirePoint(ctx, sourceKey, limits.address)
  const user = await userByEmail(ctx.db, input.email)
  const device = user ? knownDevice(input.deviceCookie, user.id, env().SESSION_SECRET) : null
  const ownKey = device ? `sign-in-device:${device}` : `sign-in:${input.email}:${source}`
  const anywhereKey = `sign-in:${input.email}`
  const record = (reason: string) => auditSignIn(ctx, { ...input, userId: user?.id, method: 'password', reason })
  try {
    await requirePoint(ctx, ownKey, device ? limits.device : limits.account)
    if (!device) await requirePoint(ctx, anywhereKey, limits.accountAnywhere)
  } catch (error) {
    if (error instanceof DomainError) await record(error.reason)
    throw error
  }
  const right = await verifyPassword(user?.passwordHash, input.password)
  if (!right || !user || user.deactivatedAt) {
    await record(!user ? 'unknown' : user.deactivatedAt ? 'deactivated' : 'password')
    return null
  }
  await forgive(ctx, ownKey, device ? [sourceKey] : [sourceKey, anywhereKey])
  return { userId: user.id, sessionVersion: user.sessionVersion }
}

/** Records that a sign-in was refused. Nobody has proved who they are, so the entry has no actor. */
const auditSignIn = (
  ctx: ServiceContext,
  { address, userId, method, reason }: { address: string; userId?: string; method: string; reason: string },
) =>
  auditRefusal(
    { ...ctx, address },
    {
      action: 'sign-in.refused',
      actorId: null,
      subject: userId ? { type: 'user', id: userId } : undefined,
      facts: { method, reason },
    },
  )

type LinkPurpose = 'SIGN_IN' | 'PASSWORD_RESET'

/** Writes the link's row and its mail together; returns the mail to nudge, or null when nobody is to be mailed. */
async function mailLink(
  ctx: ServiceContext,
  email: string,
  purpose: LinkPurpose,
  more: { address: string; next?: string; provider?: string; subject?: string },
): Promise<string | null> {
  const user = await userByEmail(ctx.db, email)
  if (!user || user.deactivatedAt) return null
  const now = ctx.now()
  const minutes = purpose === 'SIGN_IN' ? signInLinkMinutes : resetLinkMinutes
  const { token, tokenHash } = newToken()
  const path = purpose === 'SIGN_IN' ? '/signin/link' : '/reset'
  const query = new URLSearchParams({ token, ...(more.next ? { next: more.next } : {}) })
  return unitOfWork(ctx, async ({ tx }) => {
    // Only the newest link is good: an older one may lie in a mailbox that somebody else reads.
    await tx.signInLink.updateMany({ where: { userId: user.id, purpose, usedAt: null }, data: { usedAt: now } })
    const link = await tx.signInLink.create({
      data: {
        userId: user.id,
        purpose,
        tokenHash,
        createdAt: now,
        expiresAt: new Date(now.getTime() + minutes * 60_000),
        provider: more.provider ?? null,
        subject: more.subject ?? null,
      },
      select: { id: true },
    })
    await writeAudit(
      tx,
      { now: () => now, address: more.address },
      { action: 'link.sent', actorId: null, subject: { type: 'user', id: user.id }, facts: { purpose } },
    )
    return queueMail(tx, {
      uniqueKey: `link:${link.id}`,
      template: purpose === 'SIGN_IN' ? 'sign-in-link' : 'password-reset',
      props: { url: publicLink(`${path}?${query.toString()}`), minutes },
      toAddress: user.email,
      toUserId: user.id,
      locale: user.locale,
      timeZone: user.timeZone,
      now,
    })
  })
}

/** Longer than writing a link takes: how soon the answer comes must not tell whether there is an account either. */
const answerMs = 100

async function requestLink(
  ctx: ServiceContext,
  input: { email: string; address: string; next?: string },
  purpose: LinkPurpose,
  more: { provider?: string; subject?: string } = {},
): Promise<void> {
  const source = sourceBlock(input.address)
  await requirePoint(ctx, `mail-address:${source}`, limits.mailFromAddress)
  // Counted for unknown addresses too, and silent: the answer must not tell whether there is an account. By source, so
  // that somebody else's requests do not use up the links of the account's owner.
  if (!(await takePoint(ctx, `mail:${purpose}:${input.email}:${source}`, limits.mailToAccount))) return
  if (!(await takePoint(ctx, `mail:${purpose}:${input.email}`, limits.mailToAccountAnywhere))) return
  const [mailId] = await Promise.all([
    mailLink(ctx, input.email, purpose, { address: input.address, next: input.next, ...more }),
    pause(answerMs),
  ])
  if (mailId) ctx.enqueue('mail.send', { mailId })
}

/**
 * Mails a link that signs in once within 15 minutes and leads to `next`. An unknown address gets the same answer and no
 * mail.
 */
export const requestSignInLink = (ctx: ServiceContext, input: { email: string; address: string; next?: string }) =>
  requestLink(ctx, input, 'SIGN_IN')

/** Mails a link that signs in to the account of a request and links the identity provider's subject to it. */
export async function requestIdentityLink(
  ctx: ServiceContext,
  input: { token: string; address: string; next?: string },
): Promise<void> {
  const request = await subjectOfRequest(ctx, input.token)
  if (!request) throw new DomainError('NOT_FOUND', 'linkDead')
  const { email, provider, subject } = request
  await requestLink(ctx, { email, address: input.address, next: input.next }, 'SIGN_IN', { provider, subject })
}

/** Mails a link that sets a new password once within 60 minutes. An unknown address: same answer, no mail. */
export const requestPasswordReset = (ctx: ServiceContext, input: { email: string; address: string }) =>
  requestLink(ctx, input, 'PASSWORD_RESET')

/** Uses a link up, if it is still good: two at once get it once. */
async function claimLink(tx: Tx, token: string, purpose: LinkPurpose, now: Date) {
  const tokenHash = hashToken(token)
  const { count } = await tx.signInLink.updateMany({
    where: { tokenHash, purpose, usedAt: null, expiresAt: { gt: now }, user: { deactivatedAt: null } },
    data: { usedAt: now },
  })
  if (count === 0) return null
  const link = await tx.signInLink.findUniqueOrThrow({
    where: { tokenHash },
    select: {
      provider: true,
      subject: true,
      user: { select: { id: true, email: true, name: true, sessionVersion: true } },
    },
  })
  return { ...link.user, provider: link.provider, subject: link.subject }
}

/**
 * Signs in by a mailed link, once. Null when it was used, is older than 15 minutes or was never given.
 * @throws DomainError RATE_LIMITED after too many tries from the address.
 */
export async function useSignInLink(
  ctx: ServiceContext,
  input: { token: string; address: string },
): Promise<SessionSubject | null> {
  await requirePoint(ctx, `sign-in-address:${sourceBlock(input.address)}`, limits.address)
  const user = await unitOfWork(ctx, async ({ tx }) => {
    const claimed = await claimLink(tx, input.token, 'SIGN_IN', ctx.now())
    if (claimed?.provider && claimed.subject)
      await linkSubject(tx, ctx, { provider: claimed.provider, subject: claimed.subject, userId: claimed.id })
    return claimed
  })
  if (!user) await auditSignIn(ctx, { ...input, method: 'link', reason: 'linkDead' })
  return user && { userId: user.id, sessionVersion: user.sessionVersion }
}

/**
 * Sets a new password by a mailed link and ends every session of the account. Returns its address, to sign in with.
 * @throws DomainError NOT_FOUND when the link was used, is older than 60 minutes or was never given.
 */
export async function resetPassword(
  ctx: ServiceContext,
  input: { token: string; password: string; address: string },
): Promise<{ email: string }> {
  await requirePoint(ctx, `sign-in-address:${sourceBlock(input.address)}`, limits.address)
  const passwordHash = await hashPassword(input.password)
  const now = ctx.now()
  return unitOfWork(ctx, async ({ tx }) => {
    const user = await claimLink(tx, input.token, 'PASSWORD_RESET', now)
    if (!user) throw new DomainError('NOT_FOUND', 'linkDead')
    requireUncommonPassword(input.password, [user.email, user.name], 'password')
    await raiseSessionVersion(tx, user.id, { passwordHash })
    // Every other link that was mailed before dies with the old password.
    await endLinks(tx, user.id, now)
    await tx.rateLimit.deleteMany({
      where: { OR: [{ key: `sign-in:${user.email}` }, { key: { startsWith: `sign-in:${user.email}:` } }] },
    })
    await notifyLive(tx, { kind: 'session', userId: user.id })
    await writeAudit(
      tx,
      { ...ctx, address: input.address },
      { action: 'password.reset', actorId: user.id, subject: { type: 'user', id: user.id } },
    )
    return { email: user.email }
  })
}
