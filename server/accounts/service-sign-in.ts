import { setTimeout as pause } from 'node:timers/promises'
import { DomainError } from '@/server/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db'
import { notifyLive } from '@/server/infra/live'
import { unitOfWork } from '@/server/infra/unit-of-work'
import { queueMail } from '@/server/integrations/mail/service'
import { forgive, limits, requirePoint, takePoint } from './limits'
import { publicLink } from './links'
import { hashPassword, hashToken, newToken, verifyPassword } from './secrets'
import { endLinks, raiseSessionVersion, userByEmail } from './store'

/** What a session token carries, and nothing else. */
export interface SessionSubject {
  userId: string
  sessionVersion: number
}

const signInLinkMinutes = 15
const resetLinkMinutes = 60

/**
 * A right password's account; null for a wrong one, an unknown address and a deactivated account, at the same price.
 * @throws DomainError RATE_LIMITED after too many tries for the account or from the address.
 */
export async function checkPassword(
  ctx: ServiceContext,
  input: { email: string; password: string; address: string },
): Promise<SessionSubject | null> {
  const accountKey = `sign-in:${input.email}`
  const addressKey = `sign-in-address:${input.address}`
  await requirePoint(ctx, addressKey, limits.address)
  await requirePoint(ctx, accountKey, limits.account)
  const user = await userByEmail(ctx.db, input.email)
  const right = await verifyPassword(user?.passwordHash, input.password)
  if (!right || !user || user.deactivatedAt) return null
  await forgive(ctx, accountKey, addressKey)
  return { userId: user.id, sessionVersion: user.sessionVersion }
}

type LinkPurpose = 'SIGN_IN' | 'PASSWORD_RESET'

/** Writes the link's row and its mail together; returns the mail to nudge, or null when nobody is to be mailed. */
async function mailLink(ctx: ServiceContext, email: string, purpose: LinkPurpose): Promise<string | null> {
  const user = await userByEmail(ctx.db, email)
  if (!user || user.deactivatedAt) return null
  const now = ctx.now()
  const minutes = purpose === 'SIGN_IN' ? signInLinkMinutes : resetLinkMinutes
  const { token, tokenHash } = newToken()
  const path = purpose === 'SIGN_IN' ? '/signin/link' : '/reset'
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
      },
      select: { id: true },
    })
    return queueMail(tx, {
      uniqueKey: `link:${link.id}`,
      template: purpose === 'SIGN_IN' ? 'sign-in-link' : 'password-reset',
      props: { url: publicLink(`${path}?token=${token}`), minutes },
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
  input: { email: string; address: string },
  purpose: LinkPurpose,
): Promise<void> {
  await requirePoint(ctx, `mail-address:${input.address}`, limits.mailFromAddress)
  // Counted for unknown addresses too, and silent: the answer must not tell whether there is an account.
  if (!(await takePoint(ctx, `mail:${purpose}:${input.email}`, limits.mailToAccount))) return
  const [mailId] = await Promise.all([mailLink(ctx, input.email, purpose), pause(answerMs)])
  if (mailId) ctx.enqueue('mail.send', { mailId })
}

/** Mails a link that signs in once within 15 minutes. An unknown address gets the same answer and no mail. */
export const requestSignInLink = (ctx: ServiceContext, input: { email: string; address: string }) =>
  requestLink(ctx, input, 'SIGN_IN')

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
    select: { user: { select: { id: true, email: true, sessionVersion: true } } },
  })
  return link.user
}

/**
 * Signs in by a mailed link, once. Null when it was used, is older than 15 minutes or was never given.
 * @throws DomainError RATE_LIMITED after too many tries from the address.
 */
export async function useSignInLink(
  ctx: ServiceContext,
  input: { token: string; address: string },
): Promise<SessionSubject | null> {
  await requirePoint(ctx, `sign-in-address:${input.address}`, limits.address)
  const user = await unitOfWork(ctx, ({ tx }) => claimLink(tx, input.token, 'SIGN_IN', ctx.now()))
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
  await requirePoint(ctx, `sign-in-address:${input.address}`, limits.address)
  const passwordHash = await hashPassword(input.password)
  const now = ctx.now()
  return unitOfWork(ctx, async ({ tx }) => {
    const user = await claimLink(tx, input.token, 'PASSWORD_RESET', now)
    if (!user) throw new DomainError('NOT_FOUND', 'linkDead')
    await raiseSessionVersion(tx, user.id, { passwordHash })
    // Every other link that was mailed before dies with the old password.
    await endLinks(tx, user.id, now)
    await tx.rateLimit.deleteMany({ where: { key: `sign-in:${user.email}` } })
    await notifyLive(tx, { kind: 'session', userId: user.id })
    return { email: user.email }
  })
}

/**
 * The account of an identity-provider subject: the one linked before, else the one whose address the provider has
 * verified, which is linked now. Never creates an account; null means refused.
 */
export async function signInWithIdentity(
  ctx: ServiceContext,
  input: { provider: string; subject: string; email: string | null; emailVerified: boolean },
): Promise<SessionSubject | null> {
  const { provider, subject } = input
  const linked = await ctx.db.identity.findUnique({
    where: { provider_subject: { provider, subject } },
    select: { user: { select: { id: true, sessionVersion: true, deactivatedAt: true } } },
  })
  if (linked) {
    const { user } = linked
    return user.deactivatedAt ? null : { userId: user.id, sessionVersion: user.sessionVersion }
  }
  if (!input.email || !input.emailVerified) return null
  const user = await userByEmail(ctx.db, input.email.trim().toLowerCase())
  if (!user || user.deactivatedAt) return null
  await ctx.db.identity.createMany({
    data: [{ provider, subject, userId: user.id, createdAt: ctx.now() }],
    skipDuplicates: true,
  })
  return { userId: user.id, sessionVersion: user.sessionVersion }
}
