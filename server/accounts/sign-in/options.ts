import type { PersonActor } from '@/server/vocabulary/rights/actor'
import { env } from '@/server/infra/env'
import type { ServiceContext } from '@/server/infra/context'
import type { Client } from '@/server/infra/db/db'
import { type AppLocale } from '@/server/vocabulary/locale'
import { type RoleName, staffRoles } from '@/server/vocabulary/role'
import type { SignInOptions } from '../schema'
import { staffNow } from '../staff'
import { asLocale, type ViewerRow, viewerOfRow, viewerSql } from '../queries'

/** What the other domains may ask of accounts, inside their own transactions. */

export interface Contact {
  id: string
  name: string
  email: string
  locale: AppLocale
  timeZone: string
}

const contactSelect = { id: true, name: true, email: true, locale: true, timeZone: true } as const
const contact = (row: Omit<Contact, 'locale'> & { locale: string }): Contact => ({
  ...row,
  locale: asLocale(row.locale),
})

/** Returns the people on staff who hold one of the roles and can sign in, ordered by name. */
export async function staffWithRole(client: Client, roles: readonly RoleName[] = staffRoles): Promise<Contact[]> {
  const rows = await client.user.findMany({
    where: staffNow(roles),
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: contactSelect,
  })
  return rows.map(contact)
}

/** Returns people by id, including deactivated ones, because timelines still name them. */
export async function usersByIds(client: Client, ids: readonly string[]): Promise<Map<string, Contact>> {
  if (ids.length === 0) return new Map()
  const rows = await client.user.findMany({ where: { id: { in: [...new Set(ids)] } }, select: contactSelect })
  return new Map(rows.map((row) => [row.id, contact(row)]))
}

/** Returns a person with current rights, or null when deactivated or unknown: for streams, tokens and scripts. */
export async function viewerById(client: Client, userId: string): Promise<PersonActor | null> {
  const rows = await client.$queryRawUnsafe<ViewerRow[]>(viewerSql, userId)
  return rows[0] ? viewerOfRow(rows[0]) : null
}

/** Tells whether no account exists yet: the first page then creates the first administrator. */
export async function isSetupNeeded(client: Client): Promise<boolean> {
  return (await client.user.findFirst({ select: { id: true } })) === null
}

const demoPeople = ['customer', 'lead', 'engineer', 'second', 'manager', 'admin'].map((name) => `${name}@demo.test`)

/** Returns the addresses of the demo accounts that still exist, in the order of the sign-in page. */
async function demoPeopleLeft(client: Client): Promise<string[]> {
  const rows = await client.user.findMany({
    where: { email: { in: demoPeople }, deactivatedAt: null },
    select: { email: true },
  })
  return demoPeople.filter((email) => rows.some((row) => row.email === email))
}

/** Returns what the sign-in page offers besides a password. */
export async function signInOptions(ctx: ServiceContext): Promise<SignInOptions> {
  const settings = env()
  const oidc = settings.OIDC_ISSUER && settings.OIDC_CLIENT_ID ? { name: settings.OIDC_NAME } : null
  const emails = settings.NIGHTDESK_DEMO === 'on' ? await demoPeopleLeft(ctx.db) : []
  const demo = emails.length > 0 ? { emails, password: 'nightdesk-demo' } : null
  return { oidc, demo, setupNeeded: await isSetupNeeded(ctx.db) }
}
