import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { newSetupCode, setupCodeId } from '@/server/accounts/sign-in/setup-code'
import { makeAccountsRouter } from '@/server/api/trpc/accounts'
import { releaseWork } from '@/server/tickets/triage/leaving'
import type { RoleName } from '@/server/vocabulary/role'
import { viewerById } from '@/server/accounts/sign-in/options'
import { createFirstAdministrator } from '@/server/accounts/people/people'
import { DomainError } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { JobName } from '@/server/infra/jobs/job-catalog'
import { type Runtime, runtime } from '@/server/infra/runtime'
import { createCallerFactory } from '@/server/api/procedures'
import { freshDatabase } from '@/tests/support/database'

/** Set by `setUpAccounts` before the first test. */
export let database: Awaited<ReturnType<typeof freshDatabase>>

export let at = new Date('2026-11-21T02:00:00Z')

export let nudges: JobName[] = []

export let ctx: ServiceContext

export let web: Runtime

export const secret = 'a secret of this test only'

export const password = 'correct horse battery'

export const address = '192.0.2.7'

export const first = {
  organisationName: 'RTC Support Ltd',
  name: 'Ada Admin',
  email: 'ada@vendor.test',
  password,
  locale: 'en',
  timeZone: 'Asia/Shanghai',
} as const

export const later = (minutes: number) => {
  at = new Date(at.getTime() + minutes * 60_000)
}

export const refusal = async (attempt: Promise<unknown>) => {
  const error: unknown = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  const cause = error instanceof DomainError ? error : error instanceof Error ? error.cause : error
  return cause instanceof DomainError ? `${cause.code} ${cause.reason}` : error
}

/** The secret in the newest mail to an address, as its reader would find it. */
export async function mailedToken(toAddress: string): Promise<string> {
  const mail = await database.db.mailMessage.findFirstOrThrow({ where: { toAddress }, orderBy: { createdAt: 'desc' } })
  const { url } = mail.props as { url: string }
  const parsed = new URL(url)
  expect(parsed.origin).toBe('https://support.example.test')
  return parsed.searchParams.get('token') ?? parsed.pathname.split('/').at(-1) ?? ''
}

export const callerFor = async (userId: string | null) =>
  createCallerFactory(makeAccountsRouter(releaseWork))({
    ...ctx,
    viewer: userId ? await viewerById(database.db, userId) : null,
    live: web.live,
    address,
  })

export async function person(email: string, organisationId: string, roles: RoleName[]) {
  const user = await database.db.user.create({
    data: {
      email,
      name: email.split('@')[0] ?? '',
      createdAt: at,
      memberships: { create: roles.map((role) => ({ organisationId, role, createdAt: at })) },
    },
  })
  return user.id
}

export const organisation = (key: string) =>
  database.db.organisation.create({ data: { key, name: `${key} Inc`, createdAt: at } })

/** What a start prints. */
export async function setupCode(): Promise<string> {
  const { code, codeHash } = newSetupCode()
  const row = { codeHash, createdAt: at }
  await database.db.setupCode.upsert({ where: { id: setupCodeId }, create: { id: setupCodeId, ...row }, update: row })
  return code
}

export const administrator = async () =>
  (await database.db.user.findUniqueOrThrow({ where: { email: first.email }, select: { id: true } })).id

/** Gives a test file its database, a runtime, and for every test an installation with only its first administrator. */
export function setUpAccounts(): void {
  beforeAll(async () => {
    database = await freshDatabase()
    Object.assign(process.env, {
      DATABASE_URL: database.url,
      SESSION_SECRET: secret,
      LINK_SECRET: secret,
      PUBLIC_URL: 'https://support.example.test',
      NIGHTDESK_QUEUE: 'off',
      LOG_LEVEL: 'silent',
    })
    web = runtime()
    ctx = { db: database.db, now: () => at, enqueue: (name) => void nudges.push(name) }
  })
  afterAll(async () => {
    await web?.live.close()
    await web?.close()
    await database?.close()
  })
  beforeEach(async () => {
    nudges = []
    await database.db.$executeRaw`truncate "User", "Organisation", "Plan", "RateLimit", "MailMessage" cascade`
    await createFirstAdministrator(ctx, { ...first, code: await setupCode() })
  })
}
