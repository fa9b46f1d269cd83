import { conflict, DomainError, invalid, notFound } from '@/server/infra/errors'
import { admit, authorise } from '@/server/infra/rights/authorise'
import { type Actor, type PersonActor, systemActor } from '@/server/vocabulary/rights/actor'
import { can } from '@/server/vocabulary/rights/rights'
import type { ServiceContext } from '@/server/infra/context'
import { isUniqueViolation, type Tx } from '@/server/infra/db/db'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { queueMail } from '@/server/integrations/mail/mail'
import { auditAct, type AuditRecord, writeAudit } from '../audit'
import { limits, requireLinkTry, requirePoint, takePoint } from '../sign-in/limits'
import { publicLink } from '../links'
import { accountsRights } from '../rights.rules'
import { rolesFit } from '../rules'
import type { AcceptInvitationInput, InviteInput } from '../schema'
import { hashPassword, hashToken, newToken, requireUncommonPassword } from '../secrets'
import { isStaffNow, lockAccount, recordPresence, type StaffChanged } from '../staff'
import {
  addMemberships,
  listOpenInvitations,
  lockInvitations,
  openInvitationByHash,
  organisationById,
  userByEmail,
} from '../queries'

const invitationDays = 7

/**
 * Limits how many invitations a customer's lead may send, because nobody has checked the addresses. Administrators have
 * no limit.
 * @throws DomainError RATE_LIMITED
 */
async function requireInvitations(ctx: ServiceContext, viewer: PersonActor): Promise<void> {
  if (!can(viewer, accountsRights.inviteWithoutLimit))
    await requirePoint(ctx, `invitations:${viewer.userId}`, limits.invitations)
}

/**
 * Limits the invitations to one address to three per day, from all senders together.
 * @throws DomainError RATE_LIMITED `tooManyInvitations`
 */
async function requireInvitationLimit(ctx: ServiceContext, email: string): Promise<void> {
  if (!(await takePoint(ctx, `invitation-to:${email}`, limits.invitationsToAddress)))
    throw new DomainError('RATE_LIMITED', 'tooManyInvitations', { field: 'email' })
}

/** Returns a name that is safe in a mail to a stranger: short, and without characters that a mail program links. */
export const mailSafeName = (name: string): string =>
  [
    ...name
      .replace(/[./\\:@#]+/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  ]
    .slice(0, 40)
    .join('')
    .trim()

async function mailInvitation(
  tx: Tx,
  ctx: ServiceContext,
  invitation: { id: string; email: string; locale: string; organisation: string; token: string; tokenHash: string },
  viewer: PersonActor,
): Promise<string> {
  return queueMail(tx, {
    uniqueKey: `invitation:${invitation.id}:${invitation.tokenHash.slice(0, 16)}`,
    template: 'invitation',
    props: {
      url: publicLink(`/invite/${invitation.token}`),
      organisation: mailSafeName(invitation.organisation),
      inviter: mailSafeName(viewer.name),
    },
    toAddress: invitation.email,
    locale: invitation.locale,
    timeZone: viewer.timeZone,
    now: ctx.now(),
  })
}

const expiry = (now: Date) => new Date(now.getTime() + invitationDays * 86_400_000)

/**
 * Invites an address into an organisation and revokes an earlier open invitation of the same address. The link is valid
 * for 7 days.
 * @throws DomainError CONFLICT when the address is already a member, RATE_LIMITED for a lead who sends very many.
 */
export async function invite(ctx: ServiceContext, actor: Actor, input: InviteInput): Promise<{ id: string }> {
  const viewer = authorise(actor, accountsRights.invite, input)
  await requireInvitations(ctx, viewer)
  await requireInvitationLimit(ctx, input.email)
  const { token, tokenHash } = newToken()
  const now = ctx.now()
  return unitOfWork(ctx, actor, async (work) => {
    const { tx, nudge } = work
    await auditAct(work, ctx, 'invitation.sent', { type: 'organisation', id: input.organisationId })
    const organisation = await organisationById(tx, input.organisationId)
    if (!organisation || organisation.archivedAt) throw notFound(`organisation ${input.organisationId}`)
    if (!rolesFit(organisation, input.roles)) throw invalid('roleDoesNotFit', 'roles')
    await lockInvitations(tx, organisation.id, input.email)
    const member = await tx.membership.findFirst({
      where: { organisationId: organisation.id, user: { email: input.email } },
      select: { userId: true },
    })
    if (member) throw new DomainError('CONFLICT', 'alreadyMember', { field: 'email' })
    await tx.invitation.updateMany({
      where: { organisationId: organisation.id, email: input.email, acceptedAt: null, revokedAt: null },
      data: { revokedAt: now },
    })
    const { id } = await tx.invitation.create({
      data: { ...input, tokenHash, invitedById: viewer.userId, createdAt: now, expiresAt: expiry(now) },
      select: { id: true },
    })
    const { email, locale } = input
    const mailId = await mailInvitation(
      tx,
      ctx,
      { id, email, locale, organisation: organisation.name, token, tokenHash },
      viewer,
    )
    nudge('mail.send', { mailId })
    return { id }
  })
}

async function openInvitation(tx: Tx, actor: Actor, invitationId: string) {
  const row = await tx.invitation.findUnique({
    where: { id: invitationId },
    select: {
      id: true,
      email: true,
      locale: true,
      organisationId: true,
      acceptedAt: true,
      revokedAt: true,
      organisation: { select: { name: true } },
    },
  })
  if (!row) throw notFound(`invitation ${invitationId}`)
  authorise(actor, accountsRights.invite, row)
  if (row.acceptedAt || row.revokedAt) throw conflict('invitationClosed')
  return row
}

/** Mails a new link, valid for 7 days; the old one stops working. */
export async function resendInvitation(ctx: ServiceContext, actor: Actor, invitationId: string): Promise<void> {
  const viewer = admit(actor, accountsRights.invite)
  await requireInvitations(ctx, viewer)
  const { token, tokenHash } = newToken()
  await unitOfWork(ctx, actor, async (work) => {
    const { tx, nudge } = work
    await auditAct(work, ctx, 'invitation.resent', { type: 'invitation', id: invitationId })
    const { organisation, ...row } = await openInvitation(tx, actor, invitationId)
    const { count } = await tx.invitation.updateMany({
      where: { id: row.id, acceptedAt: null, revokedAt: null },
      data: { tokenHash, expiresAt: expiry(ctx.now()) },
    })
    if (count === 0) throw conflict('invitationClosed')
    await requireInvitationLimit(ctx, row.email)
    const mailId = await mailInvitation(tx, ctx, { ...row, organisation: organisation.name, token, tokenHash }, viewer)
    nudge('mail.send', { mailId })
  })
}

export async function revokeInvitation(ctx: ServiceContext, actor: Actor, invitationId: string): Promise<void> {
  admit(actor, accountsRights.invite)
  await unitOfWork(ctx, actor, async (work) => {
    await auditAct(work, ctx, 'invitation.revoked', { type: 'invitation', id: invitationId })
    const row = await openInvitation(work.tx, actor, invitationId)
    const { count } = await work.tx.invitation.updateMany({
      where: { id: row.id, acceptedAt: null, revokedAt: null },
      data: { revokedAt: ctx.now() },
    })
    if (count === 0) throw conflict('invitationClosed')
  })
}

/** Returns the open invitations of one organisation, or, for managers, of all. */
export async function invitations(ctx: ServiceContext, actor: Actor, organisationId?: string) {
  authorise(actor, accountsRights.readInvitations, { organisationId: organisationId ?? null })
  return listOpenInvitations(ctx.db, organisationId)
}

/** Returns what the page of an invitation shows to the holder of its token; null when it is no longer valid. */
export async function readInvitation(ctx: ServiceContext, token: string) {
  const row = await openInvitationByHash(ctx.db, hashToken(token), ctx.now())
  if (!row) return null
  const user = await userByEmail(ctx.db, row.email)
  if (user?.deactivatedAt) return null
  return {
    email: row.email,
    name: row.name,
    organisation: row.organisation.name,
    locale: row.locale,
    /** Whether the address already has an account, which then only joins and keeps its password. */
    hasAccount: user !== null,
  }
}

/**
 * Creates the account, or adds the existing one to the organisation, with the invited roles. Returns its mail address,
 * to sign in with.
 * @throws DomainError NOT_FOUND when the invitation is used, revoked or expired; RATE_LIMITED after too many tries with
 * it, or too many invalid links from the network address; CONFLICT `accountExists`; INVALID for the password
 */
export async function acceptInvitation(
  ctx: ServiceContext,
  input: AcceptInvitationInput & { address: string },
  staffChanged: StaffChanged,
): Promise<{ email: string; created: boolean }> {
  const now = ctx.now()
  const isLive = (await openInvitationByHash(ctx.db, hashToken(input.token), now)) !== null
  await requireLinkTry(ctx, { ...input, isLive })
  if (!isLive) throw new DomainError('NOT_FOUND', 'linkDead')
  const passwordHash = input.account ? await hashPassword(input.account.password) : undefined
  try {
    const accepted = await unitOfWork(ctx, systemActor('sign-in'), async (work) => {
      const { tx } = work
      const row = await openInvitationByHash(tx, hashToken(input.token), now)
      if (!row) throw new DomainError('NOT_FOUND', 'linkDead')
      const { count } = await tx.invitation.updateMany({
        where: { id: row.id, acceptedAt: null, revokedAt: null },
        data: { acceptedAt: now },
      })
      if (count === 0) throw new DomainError('NOT_FOUND', 'linkDead')
      const { organisationId, roles, email } = row
      const accepting = (userId: string): AuditRecord => ({
        action: 'invitation.accepted',
        actorId: userId,
        subject: { type: 'invitation', id: row.id },
        organisationId,
        facts: { roles },
      })
      const existing = await userByEmail(tx, email)
      if (existing) {
        if (existing.deactivatedAt) throw new DomainError('NOT_FOUND', 'linkDead', { detail: 'deactivated' })
        await lockAccount(tx, existing.id)
        const wasStaff = await isStaffNow(tx, existing.id)
        await addMemberships(tx, { userId: existing.id, organisationId, roles, now })
        work.live({ kind: 'session', userId: existing.id })
        await writeAudit(tx, ctx, accepting(existing.id))
        const change = await recordPresence(tx, existing.id, wasStaff, now)
        if (change) await staffChanged(work, { userId: existing.id, change })
        return { email, created: false }
      }
      if (!input.account || !passwordHash) throw invalid('required', 'password')
      requireUncommonPassword(input.account.password, [email, input.account.name], 'account.password')
      const { name, locale, timeZone } = input.account
      const user = await tx.user.create({
        data: { email, name, locale, timeZone, passwordHash, createdAt: now },
        select: { id: true },
      })
      await addMemberships(tx, { userId: user.id, organisationId, roles, now })
      await writeAudit(tx, ctx, accepting(user.id))
      return { email, created: true }
    })
    return accepted
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict('accountExists')
    throw error
  }
}
