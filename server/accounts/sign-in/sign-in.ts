import { setTimeout as pause } from 'node:timers/promises'
import { DomainError } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { env } from '@/server/infra/env'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { systemActor } from '@/server/vocabulary/rights/actor'
import { queueMail, recipientOf } from '@/server/integrations/mail/mail'
import { clearAttempts, limits, requireLinkTry, requirePoint, takePoint } from './limits'
import { auditRefusal, writeAudit } from '../audit'
import { knownDevice } from './devices'
import { publicLink } from '../links'
import { sourceBlock } from '../rules'
import { linkSubject, subjectOfRequest } from '../people/identity'
import { hashPassword, hashToken, newToken, requireUncommonPassword, verifyPassword } from '../secrets'
import { endLinks, raiseSessionVersion, userByEmail } from '../queries'

/** The account part of a session token. */
export interface SessionSubject {
  userId: string
  sessionVersion: number
}

const signInLinkMinutes = 15
const resetLinkMinutes = 60

/**
 * Returns the account if the password is right; null for a wrong password, an unknown address and a deactivated
 * account, in the same time. Tries are counted per account and source network; the account as a whole and the source
 * have wider limits. A browser that has signed in to the account before is counted separately, so that other people's
 * tries never lock its owner out.
 * @throws DomainError RATE_LIMITED after too many tries from this browser, for the account, or from the source
 */
export async function checkPassword(
  ctx: ServiceContext,
  input: { email: string; password: string; address: string; deviceCookie?: string | null },
): Promise<SessionSubject | null> {
  const source = sourceBlock(input.address)
  const sourceKey = `sign-in-address:${source}`
  const user = await userByEmail(ctx.db, input.email)
  const device = user ? knownDevice(input.deviceCookie, user.id, env().SESSION_SECRET) : null
  const ownKey = device ? `sign-in:${input.email}:device:${device}` : `sign-in:${input.email}:${source}`
  const anywhereKey = `sign-in:${input.email}`
  const record = (reason: string) => auditSignIn(ctx, { ...input, userId: user?.id, method: 'password', reason })
  try {
    if (!device) await requirePoint(ctx, sourceKey, limits.address)
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
  await clearAttempts(ctx, ownKey, device ? [] : [sourceKey, anywhereKey])
  return { userId: user.id, sessionVersion: user.sessionVersion }
}

/** Records that a sign-in was refused. Nobody was authenticated, so the entry has no actor. */
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

type LinkPurpose = 'sign_in' | 'password_reset'

/**
 * Writes the link's row and its mail together. Returns the id of the mail to send; null when there is no such account.
 */
async function mailLink(
  ctx: ServiceContext,
  email: string,
  purpose: LinkPurpose,
  more: { address: string; next?: string; provider?: string; subject?: string },
): Promise<string | null> {
  const user = await userByEmail(ctx.db, email)
  if (!user || user.deactivatedAt) return null
  const now = ctx.now()
  const minutes = purpose === 'sign_in' ? signInLinkMinutes : resetLinkMinutes
  const { token, tokenHash } = newToken()
  const path = purpose === 'sign_in' ? '/signin/link' : '/reset'
  const query = new URLSearchParams({ token, ...(more.next ? { next: more.next } : {}) })
  return unitOfWork(ctx, systemActor('sign-in'), async ({ tx }) => {
    // Only the newest link is valid: an older one may be in a mailbox that somebody else reads.
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
      template: purpose === 'sign_in' ? 'sign-in-link' : 'password-reset',
      props: { url: publicLink(`${path}?${query.toString()}`), minutes },
      ...recipientOf(user),
      now,
    })
  })
}

/** Minimum duration of the answer, longer than writing a link: timing must not reveal whether there is an account. */
const answerMs = 100

async function requestLink(
  ctx: ServiceContext,
  input: { email: string; address: string; next?: string },
  purpose: LinkPurpose,
  more: { provider?: string; subject?: string } = {},
): Promise<void> {
  const source = sourceBlock(input.address)
  await requirePoint(ctx, `mail-address:${source}`, limits.mailFromAddress)
  // Unknown addresses are counted too, and the limit is silent, so that the answer does not reveal whether there is an
  // account. Counted per source, so that somebody else's requests do not use up the links of the account's owner.
  if (!(await takePoint(ctx, `mail:${purpose}:${input.email}:${source}`, limits.mailToAccount))) return
  if (!(await takePoint(ctx, `mail:${purpose}:${input.email}`, limits.mailToAccountAnywhere))) return
  const [mailId] = await Promise.all([
    mailLink(ctx, input.email, purpose, { address: input.address, next: input.next, ...more }),
    pause(answerMs),
  ])
  if (mailId) ctx.enqueue('mail.send', { mailId })
}

/**
 * Mails a link that signs in once within 15 minutes and leads to `next`. For an unknown address the answer is the same,
 * but no mail is sent.
 */
export const requestSignInLink = (ctx: ServiceContext, input: { email: string; address: string; next?: string }) =>
  requestLink(ctx, input, 'sign_in')

/** Mails a link that signs in to the account of an identity request and links the provider's subject to it. */
export async function requestIdentityLink(
  ctx: ServiceContext,
  input: { token: string; address: string; next?: string },
): Promise<void> {
  const request = await subjectOfRequest(ctx, input.token)
  if (!request) throw new DomainError('NOT_FOUND', 'linkDead')
  const { email, provider, subject } = request
  await requestLink(ctx, { email, address: input.address, next: input.next }, 'sign_in', { provider, subject })
}

/** Mails a link that sets a new password once within 60 minutes. For an unknown address: same answer, no mail. */
export const requestPasswordReset = (ctx: ServiceContext, input: { email: string; address: string }) =>
  requestLink(ctx, input, 'password_reset')

const openLink = (token: string, purpose: LinkPurpose, now: Date) => ({
  tokenHash: hashToken(token),
  purpose,
  usedAt: null,
  expiresAt: { gt: now },
  user: { deactivatedAt: null },
})

/** Marks a valid link as used and returns it; null when it is not valid. Of two concurrent calls only one succeeds. */
async function claimLink(tx: Tx, token: string, purpose: LinkPurpose, now: Date) {
  const { count } = await tx.signInLink.updateMany({ where: openLink(token, purpose, now), data: { usedAt: now } })
  if (count === 0) return null
  const link = await tx.signInLink.findUniqueOrThrow({
    where: { tokenHash: hashToken(token) },
    select: {
      provider: true,
      subject: true,
      user: { select: { id: true, email: true, name: true, sessionVersion: true } },
    },
  })
  return { ...link.user, provider: link.provider, subject: link.subject }
}

/**
 * Signs in by a mailed link, which works once. Failed sign-ins of others on the same network do not block it. Null when
 * the link was used, has expired (15 minutes) or never existed.
 * @throws DomainError RATE_LIMITED after too many invalid links from the network address.
 */
export async function useSignInLink(
  ctx: ServiceContext,
  input: { token: string; address: string },
): Promise<SessionSubject | null> {
  const user = await unitOfWork(ctx, systemActor('sign-in'), async ({ tx }) => {
    const claimed = await claimLink(tx, input.token, 'sign_in', ctx.now())
    if (claimed?.provider && claimed.subject)
      await linkSubject(tx, ctx, { provider: claimed.provider, subject: claimed.subject, userId: claimed.id })
    return claimed
  })
  if (!user) {
    await requireLinkTry(ctx, { ...input, isLive: false })
    await auditSignIn(ctx, { ...input, method: 'link', reason: 'linkDead' })
  }
  return user && { userId: user.id, sessionVersion: user.sessionVersion }
}

/**
 * Sets a new password by a mailed link and ends every session of the account. Returns its mail address, to sign in
 * with.
 * @throws DomainError NOT_FOUND when the link was used, has expired (60 minutes) or never existed; RATE_LIMITED after
 * too many tries with it, or too many invalid links from the network address.
 */
export async function resetPassword(
  ctx: ServiceContext,
  input: { token: string; password: string; address: string },
): Promise<{ email: string }> {
  const now = ctx.now()
  const isLive = (await ctx.db.signInLink.count({ where: openLink(input.token, 'password_reset', now) })) > 0
  await requireLinkTry(ctx, { ...input, isLive })
  if (!isLive) throw new DomainError('NOT_FOUND', 'linkDead')
  const passwordHash = await hashPassword(input.password)
  return unitOfWork(ctx, systemActor('sign-in'), async ({ tx, live }) => {
    const user = await claimLink(tx, input.token, 'password_reset', now)
    if (!user) throw new DomainError('NOT_FOUND', 'linkDead')
    requireUncommonPassword(input.password, [user.email, user.name], 'password')
    await raiseSessionVersion(tx, user.id, { passwordHash })
    // All other links that were mailed before stop working too.
    await endLinks(tx, user.id, now)
    await tx.rateLimit.deleteMany({
      where: { OR: [{ key: `sign-in:${user.email}` }, { key: { startsWith: `sign-in:${user.email}:` } }] },
    })
    live({ kind: 'session', userId: user.id })
    await writeAudit(
      tx,
      { ...ctx, address: input.address },
      { action: 'password.reset', actorId: user.id, subject: { type: 'user', id: user.id } },
    )
    return { email: user.email }
  })
}
