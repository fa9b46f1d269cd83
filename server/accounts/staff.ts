import type { Prisma } from '@/generated/prisma/client'
import { invalid } from '@/server/infra/errors'
import type { Client, Tx } from '@/server/infra/db/db'
import type { Work } from '@/server/infra/db/unit-of-work'
import { type RoleName, staffRoles } from '@/server/vocabulary/role'

/**
 * The only definition of who is on staff now: an active account with a staff role in the vendor's organisation, which
 * is not archived. Paging, schedules, teams, assignment and reading all use it (SEMANTICS §3, "When a staff member
 * leaves").
 */
export const staffNow = (roles: readonly RoleName[] = staffRoles) =>
  ({
    deactivatedAt: null,
    memberships: { some: { role: { in: [...roles] }, organisation: { isVendor: true, archivedAt: null } } },
  }) satisfies Prisma.UserWhereInput

/** Roles of people who can be assigned a ticket and be asked to swap a shift. */
export const assignableRoles = ['engineer', 'manager'] as const satisfies readonly RoleName[]

/** Returns those of `userIds` who are on staff now. */
export async function staffAmong(client: Client, userIds: readonly string[]): Promise<Set<string>> {
  if (userIds.length === 0) return new Set()
  const rows = await client.user.findMany({
    where: { id: { in: [...new Set(userIds)] }, ...staffNow() },
    select: { id: true },
  })
  return new Set(rows.map((row) => row.id))
}

export const isStaffNow = async (client: Client, userId: string): Promise<boolean> =>
  (await staffAmong(client, [userId])).has(userId)

/**
 * Refuses people who are not on staff, for a form that names people. Takes a share lock on each account, so that a
 * person who leaves at the same moment is either saved first (and then removed by the leaving) or refused.
 * @throws DomainError INVALID `unknownPerson` beside `field`
 */
export async function requireStaff(tx: Tx, userIds: readonly string[], field: string): Promise<void> {
  const wanted = [...new Set(userIds)].sort()
  if (wanted.length === 0) return
  await tx.$queryRaw`select 1 from "User" where "id" = any(${wanted}::uuid[]) order by "id" for share`
  const known = await staffAmong(tx, wanted)
  if (known.size !== wanted.length) throw invalid('unknownPerson', field)
}

/** Returns those of `userIds` who are not on staff now: paging skips them. */
export async function absentAmong(client: Client, userIds: readonly string[]): Promise<Set<string>> {
  const staff = await staffAmong(client, userIds)
  return new Set(userIds.filter((id) => !staff.has(id)))
}

/** Locks an account whose roles or activity are about to change; a concurrent `requireStaff` waits for the commit. */
export async function lockAccount(tx: Tx, userId: string): Promise<void> {
  await tx.$queryRaw`select 1 from "User" where "id" = ${userId}::uuid for no key update`
}

export type StaffChange = 'left' | 'returned' | null

/**
 * Records whether a person is on staff after a change of roles or activity, as facts for schedules: leaving opens an
 * absence, returning closes it. Runs in the transaction of the change, under `lockAccount`.
 * @param wasStaff whether the person was on staff before the change
 */
export async function recordPresence(tx: Tx, userId: string, wasStaff: boolean, now: Date): Promise<StaffChange> {
  const isStaff = await isStaffNow(tx, userId)
  if (isStaff) {
    const { count } = await tx.staffAbsence.updateMany({ where: { userId, endedAt: null }, data: { endedAt: now } })
    return count > 0 || !wasStaff ? 'returned' : null
  }
  if (!wasStaff) return null
  await tx.staffAbsence.createMany({ data: [{ userId, startedAt: now }], skipDuplicates: true })
  return 'left'
}

/**
 * Applies what other domains do when somebody leaves or rejoins the staff, in the same transaction.
 * server/api/root.ts passes it to the router.
 */
export type StaffChanged = (work: Work, change: { userId: string; change: 'left' | 'returned' }) => Promise<void>
