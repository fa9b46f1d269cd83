import type { PersonActor } from '@/server/vocabulary/rights/actor'
import type { Prisma } from '@/generated/prisma/client'
import type { Client, Tx } from '@/server/infra/db/db'
import { revisionOf } from '@/server/infra/input/revision'
import { type AppLocale, locales } from '@/server/vocabulary/locale'
import { customerRoles, type RoleName, staffRoles } from '@/server/vocabulary/role'
import type { InvitationView, OrganisationView, PersonView, ProjectInput, ProjectView } from './schema'
import { platformSchema, productSchema, scenarioSchema } from '@/server/vocabulary/schemas/words'
import { staffNow } from './staff'

export const asLocale = (value: string): AppLocale => locales.find((locale) => locale === value) ?? 'en'

export interface ViewerRow {
  id: string
  email: string
  name: string
  locale: string
  timeZone: string
  memberships: { id: string; key: string; name: string; vendor: boolean; open: boolean; role: RoleName }[]
}

const viewerColumns = `
  u."id", u."email", u."name", u."locale", u."timeZone",
    coalesce((
      select json_agg(json_build_object('id', o."id", 'key', o."key", 'name', o."name", 'vendor', o."isVendor", 'open', o."isOpen", 'role', m."role")
        order by o."name", m."role")
      from "Membership" m join "Organisation" o on o."id" = m."organisationId" and o."archivedAt" is null
      where m."userId" = u."id"), '[]'::json) as memberships`

/** Selects one person with rights: $1 user. */
export const viewerSql = `select ${viewerColumns} from "User" u where u."id" = $1::uuid and u."deactivatedAt" is null`

/** Selects the person of a session with rights, by index lookups only: $1 session, $2 now. Runs on every request. */
export const sessionViewerSql = `
  select ${viewerColumns}, s."lastSeenAt"
  from "Session" s join "User" u on u."id" = s."userId" and u."deactivatedAt" is null
  where s."id" = $1::uuid and s."expiresAt" > $2::timestamptz`

export function viewerOfRow(row: ViewerRow): PersonActor {
  const viewer: PersonActor = {
    kind: 'person',
    userId: row.id,
    email: row.email,
    name: row.name,
    locale: asLocale(row.locale),
    timeZone: row.timeZone,
    staffRoles: [],
    memberships: [],
  }
  for (const { id, key, name, vendor, open, role } of row.memberships) {
    if (vendor) {
      if (staffRoles.some((staffRole) => staffRole === role)) viewer.staffRoles.push(role)
      continue
    }
    if (!customerRoles.some((customerRole) => customerRole === role)) continue
    const known = viewer.memberships.find((membership) => membership.organisationId === id)
    if (known) known.roles.push(role)
    else
      viewer.memberships.push({
        organisationId: id,
        organisationKey: key,
        organisationName: name,
        isOpen: open,
        roles: [role],
      })
  }
  return viewer
}

export const userByEmail = (client: Client, email: string) =>
  client.user.findUnique({
    where: { email },
    select: {
      id: true,
      email: true,
      name: true,
      locale: true,
      timeZone: true,
      passwordHash: true,
      sessionVersion: true,
      deactivatedAt: true,
    },
  })

export const organisationById = (client: Client, id: string) =>
  client.organisation.findUnique({
    where: { id },
    select: { id: true, key: true, name: true, isVendor: true, archivedAt: true },
  })

/** Serialises changes that must leave at least one administrator; the lock is held until the transaction ends. */
export async function lockAdministrators(tx: Tx): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('nightdesk.administrators'))`
}

/** Serialises the invitations of one address into one organisation; the lock is held until the transaction ends. */
export async function lockInvitations(tx: Tx, organisationId: string, email: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`nightdesk.invitation:${organisationId}:${email}`}, 0))`
}

/** Invalidates a person's mailed links that are still unused. */
export const endLinks = (tx: Tx, userId: string, now: Date) =>
  tx.signInLink.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } })

/** Counts the administrators who can sign in. */
export const countAdministrators = (client: Client) => client.user.count({ where: staffNow(['administrator']) })

/** Deletes the sessions of a person, all of them or all but one. */
export const endSessions = (tx: Tx, userId: string, exceptId?: string) =>
  tx.session.deleteMany({ where: { userId, ...(exceptId ? { id: { not: exceptId } } : {}) } })

/** Ends every session of a person; tokens of the previous release carry a lower version from now on. */
export async function raiseSessionVersion(tx: Tx, userId: string, data: Prisma.UserUpdateInput = {}): Promise<void> {
  await tx.user.update({
    where: { id: userId },
    data: { ...data, sessionVersion: { increment: 1 } },
    select: { id: true },
  })
  await endSessions(tx, userId)
}

export async function listOrganisations(client: Client, ids?: string[]): Promise<OrganisationView[]> {
  const rows = await client.organisation.findMany({
    where: ids && { id: { in: ids } },
    orderBy: [{ isVendor: 'desc' }, { name: 'asc' }],
    select: {
      id: true,
      key: true,
      name: true,
      isVendor: true,
      archivedAt: true,
      isOpen: true,
      plan: { select: { id: true, key: true, name: true } },
      _count: { select: { projects: { where: { archivedAt: null } } } },
    },
  })
  const people = await client.$queryRaw<{ id: string; people: number }[]>`
    select m."organisationId" as id, count(distinct m."userId")::int as people from "Membership" m
    join "User" u on u."id" = m."userId" and u."deactivatedAt" is null
    where m."organisationId" = any(${rows.map(({ id }) => id)}::uuid[]) group by 1`
  const counts = new Map(people.map((row) => [row.id, row.people]))
  return rows.map(({ _count, ...row }) => ({
    ...row,
    people: counts.get(row.id) ?? 0,
    projects: _count.projects,
    revision: revisionOf({ name: row.name, planId: row.plan?.id ?? null }),
  }))
}

const projectSelect = {
  id: true,
  organisationId: true,
  name: true,
  appId: true,
  products: true,
  scenario: true,
  platforms: true,
  sdkVersion: true,
  regions: true,
  carriers: true,
  teamId: true,
  archivedAt: true,
} satisfies Prisma.ProjectSelect

type ProjectRow = Prisma.ProjectGetPayload<{ select: typeof projectSelect }>

/** Returns the values that the lists still contain; a removed key must not make the whole project unreadable. */
const known = <T>(schema: { safeParse(value: unknown): { success: boolean; data?: T } }, values: string[]): T[] =>
  values.flatMap((value) => {
    const parsed = schema.safeParse(value)
    return parsed.success && parsed.data !== undefined ? [parsed.data] : []
  })

/** A project without its revision, which depends on what the reader may see. */
export type StoredProject = Omit<ProjectView, 'revision'>

const projectView = (row: ProjectRow): StoredProject => ({
  ...row,
  products: known(productSchema, row.products),
  platforms: known(platformSchema, row.platforms),
  scenario: row.scenario === null ? null : (known(scenarioSchema, [row.scenario])[0] ?? null),
})

export async function listProjects(client: Client, organisationId: string): Promise<StoredProject[]> {
  const rows = await client.project.findMany({
    where: { organisationId },
    orderBy: [{ archivedAt: { sort: 'asc', nulls: 'first' } }, { name: 'asc' }],
    select: projectSelect,
  })
  return rows.map(projectView)
}

export async function projectById(client: Client, id: string): Promise<StoredProject | null> {
  const row = await client.project.findUnique({ where: { id }, select: projectSelect })
  return row && projectView(row)
}

/** Locks a row of settings until the commit, so that two saves of it are checked one after the other. */
export async function lockProject(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`select 1 from "Project" where "id" = ${id}::uuid for update`
}
export async function lockOrganisation(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`select 1 from "Organisation" where "id" = ${id}::uuid for update`
}

export async function insertProject(
  client: Client,
  { id, organisationId, now }: { id: string | undefined; organisationId: string; now: Date },
  input: ProjectInput,
) {
  return projectView(
    await client.project.create({ data: { ...input, id, organisationId, createdAt: now }, select: projectSelect }),
  )
}

export async function updateProjectRow(client: Client, id: string, data: ProjectInput | { archivedAt: Date | null }) {
  return projectView(await client.project.update({ where: { id }, data, select: projectSelect }))
}

/** Returns everybody, or the members of one organisation (with only that membership). */
export async function listPeople(client: Client, organisationId?: string): Promise<PersonView[]> {
  const rows = await client.user.findMany({
    where: organisationId ? { memberships: { some: { organisationId } } } : undefined,
    orderBy: [{ deactivatedAt: { sort: 'asc', nulls: 'first' } }, { name: 'asc' }],
    select: {
      id: true,
      name: true,
      email: true,
      deactivatedAt: true,
      memberships: {
        where: organisationId ? { organisationId } : undefined,
        orderBy: { role: 'asc' },
        select: { role: true, organisation: { select: { id: true, name: true, isVendor: true } } },
      },
    },
  })
  return rows.map(({ memberships, ...person }) => {
    const grouped = new Map<string, PersonView['memberships'][number]>()
    for (const { role, organisation } of memberships) {
      const group = grouped.get(organisation.id) ?? {
        organisationId: organisation.id,
        organisationName: organisation.name,
        isVendor: organisation.isVendor,
        roles: [],
        revision: '',
      }
      group.roles.push(role)
      grouped.set(organisation.id, group)
    }
    const named = [...grouped.values()].map((group) => ({ ...group, revision: revisionOf([...group.roles].sort()) }))
    return { ...person, memberships: named }
  })
}

export async function listOpenInvitations(client: Client, organisationId?: string): Promise<InvitationView[]> {
  const rows = await client.invitation.findMany({
    where: { organisationId, acceptedAt: null, revokedAt: null },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: {
      id: true,
      email: true,
      name: true,
      roles: true,
      expiresAt: true,
      organisationId: true,
      organisation: { select: { name: true } },
    },
  })
  return rows.map(({ organisation, ...row }) => ({ ...row, organisationName: organisation.name }))
}

export const openInvitationByHash = (client: Client, tokenHash: string, now: Date) =>
  client.invitation.findFirst({
    where: { tokenHash, acceptedAt: null, revokedAt: null, expiresAt: { gt: now }, organisation: { archivedAt: null } },
    select: {
      id: true,
      email: true,
      name: true,
      locale: true,
      roles: true,
      organisationId: true,
      organisation: { select: { name: true } },
    },
  })

export async function addMemberships(
  tx: Tx,
  input: { userId: string; organisationId: string; roles: RoleName[]; now: Date },
) {
  const { userId, organisationId, roles, now } = input
  await tx.membership.createMany({
    data: roles.map((role) => ({ userId, organisationId, role, createdAt: now })),
    skipDuplicates: true,
  })
}
