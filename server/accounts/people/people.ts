import { accountsRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import { type Actor, systemActor } from '@/server/vocabulary/rights/actor'
import { can } from '@/server/vocabulary/rights/rights'
import type { AppLocale } from '@/server/vocabulary/locale'
import { conflict, DomainError, invalid, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { mayApply } from '@/server/infra/input/revision'
import { unitOfWork, type Work } from '@/server/infra/db/unit-of-work'
import { auditAct, auditRefusal, writeAudit } from '../audit'
import { limits, requirePoint } from '../sign-in/limits'
import { keyFromName, profileRevision, rolesFit, sourceBlock } from '../rules'
import { type FirstAdministratorInput, type PersonView, type SetRolesInput, type UpdateProfileInput } from '../schema'
import { type RoleName } from '@/server/vocabulary/role'
import { hashPassword, requireUncommonPassword, verifyPassword } from '../secrets'
import { isSetupNeeded } from '../sign-in/options'
import { requireSetupCode } from '../sign-in/setup-code'
import { cancelUnreadableMails } from './waiting-mails'
import { isStaffNow, lockAccount, recordPresence, type StaffChanged } from '../staff'
import {
  addMemberships,
  countAdministrators,
  endLinks,
  endSessions,
  listPeople,
  lockAdministrators,
  organisationById,
  raiseSessionVersion,
} from '../queries'

/**
 * Creates the first account of an empty installation, and the vendor's organisation with it.
 * @throws DomainError CONFLICT as soon as any account exists (of two concurrent calls one succeeds); INVALID
 * `wrongSetupCode`; RATE_LIMITED after too many wrong codes
 */
export async function createFirstAdministrator(ctx: ServiceContext, input: FirstAdministratorInput): Promise<void> {
  if (!(await isSetupNeeded(ctx.db))) throw conflict('setUpAlready')
  await requirePoint(ctx, `setup:${sourceBlock(ctx.address ?? 'unknown')}`, limits.account)
  await requireSetupCode(ctx, input.code)
  requireUncommonPassword(input.password, [input.email, input.name, input.organisationName], 'password')
  const passwordHash = await hashPassword(input.password)
  const now = ctx.now()
  await unitOfWork(ctx, systemActor('setup'), async ({ tx }) => {
    await lockAdministrators(tx)
    if (!(await isSetupNeeded(tx))) throw conflict('setUpAlready')
    const { organisationName: name, email, locale, timeZone } = input
    const found = await tx.organisation.findFirst({ where: { isVendor: true }, select: { id: true } })
    const vendor = found
      ? await tx.organisation.update({ where: { id: found.id }, data: { name }, select: { id: true } })
      : await tx.organisation.create({
          data: { key: keyFromName(name), name, isVendor: true, createdAt: now },
          select: { id: true },
        })
    const user = await tx.user.create({
      data: { email, name: input.name, locale, timeZone, passwordHash, createdAt: now },
      select: { id: true },
    })
    // The first person also answers tickets and pages until others are invited: all staff roles but the one for
    // articles.
    const roles: RoleName[] = ['administrator', 'manager', 'engineer']
    await tx.setupCode.deleteMany()
    await addMemberships(tx, { userId: user.id, organisationId: vendor.id, roles, now })
    await writeAudit(tx, ctx, {
      action: 'account.created',
      actorId: user.id,
      subject: { type: 'user', id: user.id },
      organisationId: vendor.id,
      facts: { first: true, roles },
    })
  })
}

/** Returns the members of one organisation, or, to managers and administrators, everybody. */
export async function people(ctx: ServiceContext, actor: Actor, organisationId?: string): Promise<PersonView[]> {
  authorise(actor, accountsRights.readPeople, { organisationId: organisationId ?? null })
  return listPeople(ctx.db, organisationId)
}

async function keepAnAdministrator(tx: Tx): Promise<void> {
  if ((await countAdministrators(tx)) === 0) throw conflict('lastAdministrator')
}

/**
 * Replaces a person's roles in one organisation; an empty list removes the membership. Ends the person's sessions. A
 * person without any staff role left leaves the staff: `staffChanged` applies the consequences in the same transaction
 * (SEMANTICS §3).
 * @throws DomainError CONFLICT `lastAdministrator` when no administrator would be left, `ownRole` when a lead gives up
 * the own role, `staleSettings` when somebody else changed the roles since the form was loaded
 */
export async function setRoles(
  ctx: ServiceContext,
  actor: Actor,
  input: SetRolesInput,
  staffChanged: StaffChanged,
): Promise<void> {
  const { userId, organisationId, roles } = input
  const viewer = authorise(actor, accountsRights.setRoles, { organisationId })
  const mayAdopt = can(viewer, accountsRights.adoptMembers)
  await unitOfWork(
    ctx,
    actor,
    async (work) => {
      const { tx, now } = work
      await lockAdministrators(tx)
      await lockAccount(tx, userId)
      const organisation = await organisationById(tx, organisationId)
      if (!organisation) throw notFound(`organisation ${organisationId}`)
      if (!rolesFit(organisation, roles)) throw invalid('roleDoesNotFit', 'roles')
      const user = await tx.user.findUnique({
        where: { id: userId },
        select: { memberships: { where: { organisationId }, select: { role: true } } },
      })
      // A lead may change members, but not add accounts of other organisations.
      if (!user || (!mayAdopt && user.memberships.length === 0)) throw notFound(`user ${userId}`)
      if (!mayAdopt && userId === viewer.userId && !roles.includes('customer_lead')) throw conflict('ownRole')
      const before = user.memberships.map(({ role }) => role).sort()
      if (!mayApply(before, [...new Set(roles)].sort(), input.basedOn)) return
      const wasStaff = await isStaffNow(tx, userId)
      await tx.membership.deleteMany({ where: { userId, organisationId, role: { notIn: roles } } })
      await addMemberships(tx, { userId, organisationId, roles, now })
      await keepAnAdministrator(tx)
      // The person has to sign in again with the new rights.
      await endSessions(tx, userId)
      work.live({ kind: 'session', userId })
      await writeAudit(tx, ctx, {
        action: 'roles.set',
        actorId: viewer.userId,
        subject: { type: 'user', id: userId },
        organisationId,
        facts: { before, after: [...new Set(roles)].sort() },
      })
      await followPresence(work, { userId, wasStaff }, staffChanged)
    },
    longTransaction,
  )
}

/**
 * Milliseconds; longer, because a person who leaves may have many tickets, and each gets an event in the transaction.
 */
const longTransaction = { timeout: 60_000 }

/**
 * Records that somebody left or rejoined the staff and applies the consequences; cancels waiting mails that the person
 * may no longer read. Runs in the transaction of the change.
 */
async function followPresence(
  work: Work,
  { userId, wasStaff }: { userId: string; wasStaff: boolean },
  staffChanged: StaffChanged,
): Promise<void> {
  const change = await recordPresence(work.tx, userId, wasStaff, work.now)
  await cancelUnreadableMails(work.tx, userId)
  if (change) await staffChanged(work, { userId, change })
}

/**
 * Deactivates an account and ends its sessions and open streams at once. Its past actions keep its name. A person on
 * staff leaves the staff: `staffChanged` applies the consequences in the same transaction (SEMANTICS §3).
 * @throws DomainError CONFLICT for the own account and for the last administrator.
 */
export async function deactivateUser(
  ctx: ServiceContext,
  actor: Actor,
  userId: string,
  staffChanged: StaffChanged,
): Promise<void> {
  const viewer = authorise(actor, accountsRights.endAccounts)
  if (userId === viewer.userId) throw conflict('notYourself')
  await unitOfWork(
    ctx,
    actor,
    async (work) => {
      const { tx, now } = work
      await lockAdministrators(tx)
      await lockAccount(tx, userId)
      const user = await tx.user.findUnique({ where: { id: userId }, select: { deactivatedAt: true } })
      if (!user) throw notFound(`user ${userId}`)
      if (user.deactivatedAt) return
      const wasStaff = await isStaffNow(tx, userId)
      await raiseSessionVersion(tx, userId, { deactivatedAt: now })
      await endLinks(tx, userId, now)
      await keepAnAdministrator(tx)
      work.live({ kind: 'session', userId })
      await auditAct(work, ctx, 'account.deactivated', { type: 'user', id: userId })
      await followPresence(work, { userId, wasStaff }, staffChanged)
    },
    longTransaction,
  )
}

/** Lets a deactivated person sign in again; earlier sessions stay ended. Their turns on schedules count from now on. */
export async function reactivateUser(
  ctx: ServiceContext,
  actor: Actor,
  userId: string,
  staffChanged: StaffChanged,
): Promise<void> {
  authorise(actor, accountsRights.endAccounts)
  await unitOfWork(ctx, actor, async (work) => {
    const { tx } = work
    await lockAccount(tx, userId)
    const user = await tx.user.findUnique({ where: { id: userId }, select: { deactivatedAt: true } })
    if (!user) throw notFound(`user ${userId}`)
    if (!user.deactivatedAt) return
    await raiseSessionVersion(tx, userId, { deactivatedAt: null })
    await auditAct(work, ctx, 'account.reactivated', { type: 'user', id: userId })
    await followPresence(work, { userId, wasStaff: false }, staffChanged)
  })
}

/** Sets a person's language, for all screens on all devices and for mails. */
export async function chooseLanguage(ctx: ServiceContext, actor: Actor, locale: AppLocale): Promise<void> {
  const viewer = authorise(actor, accountsRights.keepOwnAccount)
  if (viewer.locale === locale) return
  await unitOfWork(ctx, actor, async (work) => {
    await work.tx.user.update({ where: { id: viewer.userId }, data: { locale }, select: { id: true } })
    await auditAct(work, ctx, 'account.profile', { type: 'user', id: viewer.userId }, { locale })
  })
}

/**
 * Changes the actor's own name and time zone.
 * @throws DomainError CONFLICT `staleSettings` when they were changed in another browser since the form was loaded
 */
export async function updateProfile(
  ctx: ServiceContext,
  actor: Actor,
  { basedOn, ...input }: UpdateProfileInput,
): Promise<void> {
  const viewer = authorise(actor, accountsRights.keepOwnAccount)
  await unitOfWork(ctx, actor, async (work) => {
    const { tx } = work
    await lockAccount(tx, viewer.userId)
    const current = await tx.user.findUniqueOrThrow({
      where: { id: viewer.userId },
      select: { name: true, timeZone: true },
    })
    const now = profileRevision(current)
    // A save that is repeated after a lost answer is no conflict.
    if (basedOn && basedOn !== now && profileRevision(input) !== now) throw conflict('staleSettings')
    await tx.user.update({ where: { id: viewer.userId }, data: input, select: { id: true } })
    await auditAct(
      work,
      ctx,
      'account.profile',
      { type: 'user', id: viewer.userId },
      { locale: input.locale, timeZone: input.timeZone },
    )
  })
}

/**
 * Changes the actor's own password and ends every session, including this one: the screen signs in again with the new
 * password. An account without a password (mail link, identity provider) gets its first. Links that were mailed before
 * stop working.
 * @throws DomainError INVALID when the current password is wrong, RATE_LIMITED after too many wrong ones.
 */
export async function changePassword(
  ctx: ServiceContext,
  actor: Actor,
  input: { current: string; next: string },
): Promise<void> {
  const viewer = authorise(actor, accountsRights.keepOwnAccount)
  const user = await ctx.db.user.findUniqueOrThrow({
    where: { id: viewer.userId },
    select: { passwordHash: true },
  })
  const key = `change-password:${viewer.userId}`
  if (user.passwordHash) {
    await requirePoint(ctx, key, limits.account)
    if (!(await verifyPassword(user.passwordHash, input.current))) {
      await auditRefusal(ctx, {
        action: 'sign-in.refused',
        actorId: viewer.userId,
        subject: { type: 'user', id: viewer.userId },
        facts: { method: 'password', reason: 'change' },
      })
      throw new DomainError('INVALID', 'wrongPassword', { field: 'current' })
    }
  }
  requireUncommonPassword(input.next, [viewer.email, viewer.name], 'next')
  const passwordHash = await hashPassword(input.next)
  await unitOfWork(ctx, actor, async (work) => {
    const { tx } = work
    await raiseSessionVersion(tx, viewer.userId, { passwordHash })
    await endLinks(tx, viewer.userId, ctx.now())
    await tx.rateLimit.deleteMany({ where: { key } })
    work.live({ kind: 'session', userId: viewer.userId })
    await auditAct(work, ctx, 'password.changed', { type: 'user', id: viewer.userId })
  })
}
