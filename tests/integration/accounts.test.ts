import { setTimeout as pause } from 'node:timers/promises'
import { encode } from 'next-auth/jwt'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { newSetupCode, setupCodeId } from '@/server/accounts/sign-in/setup-code'
import { signInWithIdentity } from '@/server/accounts/people/identity'
import { sessionCookieOf } from '@/tests/support/session'
import { makeAccountsRouter } from '@/server/api/trpc/accounts'
import { releaseWork } from '@/server/tickets/triage/leaving'
import type { RoleName } from '@/server/vocabulary/role'
import { staffWithRole, viewerById } from '@/server/accounts/sign-in/options'
import { createFirstAdministrator } from '@/server/accounts/people/people'
import {
  checkPassword,
  requestPasswordReset,
  requestSignInLink,
  resetPassword,
  useSignInLink,
} from '@/server/accounts/sign-in/sign-in'
import { sessionCookieName, viewerOfRequest } from '@/server/accounts/sign-in/session-cookie'
import { DomainError } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { env } from '@/server/infra/env'
import type { JobName } from '@/server/infra/jobs/job-catalog'
import { type Runtime, runtime } from '@/server/infra/runtime'
import { createCallerFactory } from '@/server/api/procedures'
import { freshDatabase } from '@/tests/support/database'

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(() => Promise.resolve()) }))

let database: Awaited<ReturnType<typeof freshDatabase>>
let at = new Date('2026-11-21T02:00:00Z')
let nudges: JobName[] = []
let ctx: ServiceContext
let web: Runtime

const secret = 'a secret of this test only'
const password = 'correct horse battery'
const address = '192.0.2.7'
const first = {
  organisationName: 'RTC Support Ltd',
  name: 'Ada Admin',
  email: 'ada@vendor.test',
  password,
  locale: 'en',
  timeZone: 'Asia/Shanghai',
} as const

const later = (minutes: number) => {
  at = new Date(at.getTime() + minutes * 60_000)
}
const refusal = async (attempt: Promise<unknown>) => {
  const error: unknown = await attempt.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  const cause = error instanceof DomainError ? error : error instanceof Error ? error.cause : error
  return cause instanceof DomainError ? `${cause.code} ${cause.reason}` : error
}
/** The secret in the newest mail to an address, as its reader would find it. */
async function mailedToken(toAddress: string): Promise<string> {
  const mail = await database.db.mailMessage.findFirstOrThrow({ where: { toAddress }, orderBy: { createdAt: 'desc' } })
  const { url } = mail.props as { url: string }
  const parsed = new URL(url)
  expect(parsed.origin).toBe('https://support.example.test')
  return parsed.searchParams.get('token') ?? parsed.pathname.split('/').at(-1) ?? ''
}

const callerFor = async (userId: string | null) =>
  createCallerFactory(makeAccountsRouter(releaseWork))({
    ...ctx,
    viewer: userId ? await viewerById(database.db, userId) : null,
    live: web.live,
    address,
  })

async function person(email: string, organisationId: string, roles: RoleName[]) {
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
const organisation = (key: string) =>
  database.db.organisation.create({ data: { key, name: `${key} Inc`, createdAt: at } })

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
/** What a start prints. */
async function setupCode(): Promise<string> {
  const { code, codeHash } = newSetupCode()
  const row = { codeHash, createdAt: at }
  await database.db.setupCode.upsert({ where: { id: setupCodeId }, create: { id: setupCodeId, ...row }, update: row })
  return code
}
beforeEach(async () => {
  nudges = []
  await database.db.$executeRaw`truncate "User", "Organisation", "Plan", "RateLimit", "MailMessage" cascade`
  await createFirstAdministrator(ctx, { ...first, code: await setupCode() })
})
const administrator = async () =>
  (await database.db.user.findUniqueOrThrow({ where: { email: first.email }, select: { id: true } })).id

describe('the first administrator', () => {
  it('is created once, however many requests come at the same time', async () => {
    await database.db.$executeRaw`truncate "User", "Organisation" cascade`
    const code = await setupCode()
    // All three have found the house empty and stand before the same door when it opens.
    const door = await database.pool.connect()
    const lock = "hashtext('nightdesk.administrators')"
    await door.query(`select pg_advisory_lock(${lock})`)
    const asking = ['one', 'two', 'three'].map((name) =>
      refusal(createFirstAdministrator(ctx, { ...first, code, email: `${name}@vendor.test` })),
    )
    const waiting = () => door.query("select from pg_locks where locktype = 'advisory' and not granted")
    await expect.poll(async () => (await waiting()).rowCount, { timeout: 10_000 }).toBe(3)
    await door.query(`select pg_advisory_unlock(${lock})`)
    door.release()
    const asked = await Promise.all(asking)
    expect(asked.filter((answer) => answer === null)).toHaveLength(1)
    expect(asked.filter((answer) => answer === 'CONFLICT setUpAlready')).toHaveLength(2)
    expect(await database.db.user.count()).toBe(1)
  })

  it('names the vendor and has every staff role', async () => {
    const viewer = await viewerById(database.db, await administrator())
    expect(viewer?.staffRoles).toContain('administrator')
    expect(viewer?.memberships).toEqual([])
    expect(await database.db.organisation.findFirst()).toMatchObject({ key: 'RTCSUPPORT', isVendor: true })
    expect(await staffWithRole(database.db, ['engineer'])).toMatchObject([{ email: first.email, locale: 'en' }])
    expect(await (await callerFor(null)).setupNeeded()).toBe(false)
  })
})

describe('passwords', () => {
  it('answer a wrong password, an unknown address and a deactivated account alike', async () => {
    expect(await checkPassword(ctx, { email: first.email, password, address })).toMatchObject({ sessionVersion: 1 })
    expect(await checkPassword(ctx, { email: first.email, password: 'wrong', address })).toBeNull()
    expect(await checkPassword(ctx, { email: 'nobody@vendor.test', password, address })).toBeNull()
    await database.db.user.update({ where: { email: first.email }, data: { deactivatedAt: at } })
    expect(await checkPassword(ctx, { email: first.email, password, address })).toBeNull()
  })

  it('are limited per account and source, for known and unknown accounts alike, until the window ends', async () => {
    for (const email of [first.email, 'nobody@vendor.test']) {
      const tries = await Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          refusal(checkPassword(ctx, { email, password: 'wrong', address: `2001:db8:0:1::${n + 1}` })),
        ),
      )
      expect(tries.filter((answer) => answer === 'RATE_LIMITED tooManyAttempts')).toHaveLength(2)
    }
    const guesser = { email: first.email, password, address: '2001:db8:0:1::99' }
    expect(await refusal(checkPassword(ctx, guesser))).toMatch(/RATE_LIMITED/)
    later(16)
    expect(await checkPassword(ctx, guesser)).not.toBeNull()
  })

  it('are limited per address over many accounts', async () => {
    await database.db.rateLimit.create({
      data: { key: `sign-in-address:${address}`, points: 60, expiresAt: new Date(at.getTime() + 60_000) },
    })
    expect(await refusal(checkPassword(ctx, { email: first.email, password, address }))).toMatch(/RATE_LIMITED/)
  })

  it('clear failed attempts after a successful one', async () => {
    for (let n = 0; n < 9; n++) await checkPassword(ctx, { email: first.email, password: 'wrong', address })
    await checkPassword(ctx, { email: first.email, password, address })
    for (let n = 0; n < 9; n++) await checkPassword(ctx, { email: first.email, password: 'wrong', address })
    expect(await checkPassword(ctx, { email: first.email, password, address })).not.toBeNull()
  })

  it('are reset by a mailed link, once, which ends every session', async () => {
    await requestPasswordReset(ctx, { email: first.email, address })
    expect(nudges).toEqual(['mail.send'])
    const token = await mailedToken(first.email)
    expect(JSON.stringify(await database.db.signInLink.findMany())).not.toContain(token)
    const next = 'another long password'
    const answers = await Promise.all([1, 2].map(() => refusal(resetPassword(ctx, { token, password: next, address }))))
    expect(answers.sort()).toEqual(['NOT_FOUND linkDead', null])
    expect(await checkPassword(ctx, { email: first.email, password, address })).toBeNull()
    expect(await checkPassword(ctx, { email: first.email, password: next, address })).toMatchObject({
      sessionVersion: 2,
    })
  })

  it('are not reset by a link that is too old or was mailed to sign in', async () => {
    await requestPasswordReset(ctx, { email: first.email, address })
    const token = await mailedToken(first.email)
    later(61)
    expect(await refusal(resetPassword(ctx, { token, password: 'long enough now', address }))).toBe(
      'NOT_FOUND linkDead',
    )
    await requestSignInLink(ctx, { email: first.email, address })
    const other = await mailedToken(first.email)
    expect(await refusal(resetPassword(ctx, { token: other, password: 'long enough now', address }))).toBe(
      'NOT_FOUND linkDead',
    )
  })

  it('can be changed only by somebody who knows the current one', async () => {
    const me = await callerFor(await administrator())
    expect(await refusal(me.changePassword({ current: 'wrong', next: 'long enough now' }))).toBe(
      'INVALID wrongPassword',
    )
    await me.changePassword({ current: password, next: 'long enough now' })
    expect(await checkPassword(ctx, { email: first.email, password: 'long enough now', address })).toMatchObject({
      sessionVersion: 2,
    })
  })
})

describe('mailed sign-in links', () => {
  it('cannot be guessed by somebody at an open session', async () => {
    const me = await callerFor(await administrator())
    const guesses = []
    for (let guess = 0; guess < 11; guess += 1)
      guesses.push(await refusal(me.changePassword({ current: `guess ${guess}`, next: 'long enough now' })))
    expect(guesses[9]).toBe('INVALID wrongPassword')
    expect(guesses[10]).toBe('RATE_LIMITED tooManyAttempts')
    expect(await refusal(me.changePassword({ current: password, next: 'long enough now' }))).toBe(
      'RATE_LIMITED tooManyAttempts',
    )
  })

  it('when changed invalidate earlier sign-in links', async () => {
    await requestSignInLink(ctx, { email: first.email, address })
    const signIn = await mailedToken(first.email)
    later(1)
    await requestPasswordReset(ctx, { email: first.email, address })
    const reset = await mailedToken(first.email)
    const me = await callerFor(await administrator())
    await me.changePassword({ current: password, next: 'long enough now' })
    expect(await useSignInLink(ctx, { token: signIn, address })).toBeNull()
    expect(await refusal(resetPassword(ctx, { token: reset, password: 'another password', address }))).toBe(
      'NOT_FOUND linkDead',
    )
  })

  it('sign in once, within 15 minutes', async () => {
    await requestSignInLink(ctx, { email: first.email, address })
    const token = await mailedToken(first.email)
    const both = await Promise.all([useSignInLink(ctx, { token, address }), useSignInLink(ctx, { token, address })])
    expect(both.filter((subject) => subject !== null)).toHaveLength(1)
    later(1)
    await requestSignInLink(ctx, { email: first.email, address })
    const old = await mailedToken(first.email)
    expect(old).not.toBe(token)
    later(15)
    expect(await useSignInLink(ctx, { token: old, address })).toBeNull()
  })

  it('do not reveal whether an address has an account, and mail nothing to an unknown one', async () => {
    const known = await requestSignInLink(ctx, { email: first.email, address })
    const unknown = await requestSignInLink(ctx, { email: 'nobody@vendor.test', address })
    expect(unknown).toEqual(known)
    expect(await database.db.mailMessage.count()).toBe(1)
  })

  it('are answered no faster when there is nothing to send', async () => {
    const pauses = async (email: string) => {
      vi.mocked(pause).mockClear()
      await requestSignInLink(ctx, { email, address })
      return vi.mocked(pause).mock.calls
    }
    expect([await pauses(first.email), await pauses('nobody@acme.test')]).toEqual([[[100]], [[100]]])
  })

  it('do not flood a mailbox', async () => {
    for (let n = 0; n < 6; n++) await requestSignInLink(ctx, { email: first.email, address })
    expect(await database.db.mailMessage.count()).toBe(4)
    for (let n = 0; n < 24; n++) await requestSignInLink(ctx, { email: first.email, address: `198.51.${n}.1` })
    expect(await database.db.mailMessage.count()).toBe(20)
  })
})

describe('the identity provider', () => {
  const claims = { provider: 'https://id.example.test', subject: 's-1', email: 'Ada@Vendor.test' }
  it('links a verified address to an existing account and creates none', async () => {
    expect(await signInWithIdentity(ctx, { ...claims, emailVerified: false })).toEqual({ kind: 'refused' })
    expect(
      await signInWithIdentity(ctx, { ...claims, subject: 's-2', email: 'new@vendor.test', emailVerified: true }),
    ).toEqual({ kind: 'refused' })
    expect(await database.db.user.count()).toBe(1)
    const userId = await administrator()
    await database.db.membership.deleteMany()
    const signedIn = { kind: 'signedIn', subject: { userId, sessionVersion: 1 } }
    expect(await signInWithIdentity(ctx, { ...claims, emailVerified: true })).toEqual(signedIn)
    expect(await signInWithIdentity(ctx, { ...claims, email: null, emailVerified: false })).toEqual(signedIn)
    await database.db.user.update({ where: { id: userId }, data: { deactivatedAt: at } })
    expect(await signInWithIdentity(ctx, { ...claims, emailVerified: true })).toEqual({ kind: 'refused' })
  })
})

describe('invitations', () => {
  const account = { name: 'Chen', password: 'a password of Chen', locale: 'zh-CN', timeZone: 'Asia/Shanghai' } as const
  const ask = { email: 'chen@acme.test', name: '', roles: ['customer' as const], locale: 'zh-CN' as const }

  it('create an account with the invited roles, once', async () => {
    const { id: organisationId } = await organisation('ACME')
    const admin = await callerFor(await administrator())
    await admin.people.invite({ ...ask, organisationId })
    expect(nudges).toEqual(['mail.send'])
    const token = await mailedToken(ask.email)
    const anybody = await callerFor(null)
    expect(await anybody.invitation({ token })).toMatchObject({ organisation: 'ACME Inc', hasAccount: false })
    const answers = await Promise.all([1, 2].map(() => refusal(anybody.acceptInvitation({ token, account }))))
    expect(answers.filter((answer) => answer === null)).toHaveLength(1)
    const subject = await checkPassword(ctx, { email: ask.email, password: account.password, address })
    expect(await viewerById(database.db, subject?.userId ?? '')).toMatchObject({
      locale: 'zh-CN',
      staffRoles: [],
      memberships: [{ organisationKey: 'ACME', roles: ['customer'] }],
    })
    expect(await anybody.invitation({ token })).toBeNull()
    expect(await refusal(admin.people.invite({ ...ask, organisationId }))).toBe('CONFLICT alreadyMember')
  })

  it('are invalid when revoked, sent again or older than 7 days', async () => {
    const { id: organisationId } = await organisation('ACME')
    const admin = await callerFor(await administrator())
    const anybody = await callerFor(null)
    const { id: invitationId } = await admin.people.invite({ ...ask, organisationId })
    const old = await mailedToken(ask.email)
    later(1)
    await admin.people.resend({ invitationId })
    const token = await mailedToken(ask.email)
    expect(await anybody.invitation({ token: old })).toBeNull()
    expect(await anybody.invitation({ token })).not.toBeNull()
    later(7 * 24 * 60)
    expect(await refusal(anybody.acceptInvitation({ token, account }))).toBe('NOT_FOUND linkDead')
    await admin.people.resend({ invitationId })
    await admin.people.revoke({ invitationId })
    expect(await refusal(admin.people.resend({ invitationId }))).toBe('CONFLICT invitationClosed')
  })

  it('of one address are one, even when two people send it at once', async () => {
    const admin = await callerFor(await administrator())
    const acme = await organisation('ACME')
    const input = { organisationId: acme.id, email: 'new@acme.test', name: '', roles: ['customer' as const] }
    await Promise.all([1, 2, 3].map(() => admin.people.invite({ ...input, locale: 'en' })))
    expect(await admin.people.invitations({ organisationId: acme.id })).toHaveLength(1)
  })

  it('sent by a lead are limited in number', async () => {
    const acme = await organisation('ACME')
    const lead = await callerFor(await person('lead@acme.test', acme.id, ['customer_lead']))
    const input = { organisationId: acme.id, name: '', roles: ['customer' as const], locale: 'en' as const }
    const answers = []
    for (let guest = 0; guest < 31; guest += 1)
      answers.push(await refusal(lead.people.invite({ ...input, email: `guest${guest}@acme.test` })))
    expect(answers.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => null))
    expect(answers[30]).toBe('RATE_LIMITED tooManyAttempts')
    const [open] = await lead.people.invitations({ organisationId: acme.id })
    expect(await refusal(lead.people.resend({ invitationId: open!.id }))).toBe('RATE_LIMITED tooManyAttempts')
  })

  it('limit the number of tries', async () => {
    const anybody = await callerFor(null)
    const account = { name: 'X', password, locale: 'en' as const, timeZone: 'UTC' }
    const answers = []
    for (let guess = 0; guess < 61; guess += 1)
      answers.push(await refusal(anybody.acceptInvitation({ token: `${'x'.repeat(40)}${guess}`, account })))
    expect(answers[59]).toBe('NOT_FOUND linkDead')
    expect(answers[60]).toBe('RATE_LIMITED tooManyAttempts')
  })

  it('let an existing account join without touching its password', async () => {
    const { id: organisationId } = await organisation('ACME')
    const admin = await callerFor(await administrator())
    await admin.people.invite({ ...ask, email: first.email, organisationId })
    const token = await mailedToken(first.email)
    const anybody = await callerFor(null)
    expect(await anybody.invitation({ token })).toMatchObject({ hasAccount: true })
    expect(await anybody.acceptInvitation({ token, account })).toEqual({ email: first.email, created: false })
    expect(await checkPassword(ctx, { email: first.email, password, address })).not.toBeNull()
    expect(await checkPassword(ctx, { email: first.email, password: account.password, address })).toBeNull()
  })
})

describe('rights', () => {
  it('limit a lead to their own organisation and to customer roles', async () => {
    const acme = await organisation('ACME')
    const globex = await organisation('GLOBEX')
    const lead = await callerFor(await person('lead@acme.test', acme.id, ['customer_lead']))
    const member = await person('member@acme.test', acme.id, ['customer'])
    const stranger = await person('someone@globex.test', globex.id, ['customer'])
    const ask = { email: 'new@acme.test', name: '', locale: 'en' as const }

    await lead.people.invite({ ...ask, organisationId: acme.id, roles: ['customer'] })
    expect((await lead.people.list({ organisationId: acme.id })).map((each) => each.email).sort()).toEqual([
      'lead@acme.test',
      'member@acme.test',
    ])
    expect((await lead.organisations.list()).map((each) => each.key)).toEqual(['ACME'])
    await lead.people.setRoles({ userId: member, organisationId: acme.id, roles: ['customer', 'customer_lead'] })

    expect(await refusal(lead.people.invite({ ...ask, organisationId: acme.id, roles: ['administrator'] }))).toBe(
      'INVALID roleDoesNotFit',
    )
    const elsewhere = [
      () => lead.people.invite({ ...ask, organisationId: globex.id, roles: ['customer'] }),
      () => lead.people.list({ organisationId: globex.id }),
      () => lead.people.invitations({ organisationId: globex.id }),
      () => lead.people.setRoles({ userId: stranger, organisationId: globex.id, roles: [] }),
      () => lead.people.setRoles({ userId: stranger, organisationId: acme.id, roles: ['customer'] }),
      () => lead.projects.list({ organisationId: globex.id }),
      () => lead.projects.list({ organisationId: '00000000-0000-7000-8000-000000000000' }),
    ]
    for (const attempt of elsewhere) expect(await refusal(attempt())).toBe('NOT_FOUND notFound')
    for (const attempt of [
      () => lead.people.list({}),
      () => lead.people.invitations({}),
      () => lead.people.deactivate({ userId: member }),
      () => lead.organisations.create({ name: 'Mine', key: 'MINE', planId: null }),
      () => lead.plans(),
    ]) {
      expect(await refusal(attempt())).toBe('FORBIDDEN forbidden')
    }
  })

  it('keep a plain member and a visitor from changing anything', async () => {
    const acme = await organisation('ACME')
    const member = await callerFor(await person('member@acme.test', acme.id, ['customer']))
    const ask = { email: 'new@acme.test', name: '', locale: 'en' as const, roles: ['customer' as const] }
    expect(await refusal(member.people.invite({ ...ask, organisationId: acme.id }))).toBe('FORBIDDEN forbidden')
    const visitor = await callerFor(null)
    expect(await refusal(visitor.organisations.list())).toBe('UNAUTHENTICATED signInFirst')
    expect(await visitor.me()).toBeNull()
  })

  it('let leads keep their projects and nobody else', async () => {
    const acme = await organisation('ACME')
    const globex = await organisation('GLOBEX')
    const lead = await callerFor(await person('lead@acme.test', acme.id, ['customer_lead']))
    const other = await callerFor(await person('lead@globex.test', globex.id, ['customer_lead']))
    const project = {
      name: 'Chat rooms',
      appId: 'app-1',
      products: ['voice_call' as const],
      scenario: 'voice_chat_room' as const,
      platforms: ['android' as const],
      sdkVersion: '4.2.1',
      regions: ['SA'],
      carriers: ['STC'],
    }
    const { id: projectId } = await lead.projects.create({ ...project, organisationId: acme.id })
    expect(await lead.projects.list({ organisationId: acme.id })).toMatchObject([project])
    expect(await refusal(other.projects.update({ ...project, projectId }))).toBe('NOT_FOUND notFound')
    expect(await refusal(other.projects.archive({ projectId, archived: true }))).toBe('NOT_FOUND notFound')
    expect(await lead.projects.archive({ projectId, archived: true })).toMatchObject({ archivedAt: at })
  })

  it('never leave an installation without an administrator', async () => {
    const id = await administrator()
    const admin = await callerFor(id)
    const vendor = await database.db.organisation.findFirstOrThrow({ where: { isVendor: true } })
    expect(await refusal(admin.people.setRoles({ userId: id, organisationId: vendor.id, roles: ['engineer'] }))).toBe(
      'CONFLICT lastAdministrator',
    )
    expect(await refusal(admin.people.deactivate({ userId: id }))).toBe('CONFLICT notYourself')
    expect(await viewerById(database.db, id)).toMatchObject({ staffRoles: expect.arrayContaining(['administrator']) })
  })

  it("keep organisation keys unique and the vendor's organisation in place", async () => {
    const admin = await callerFor(await administrator())
    await admin.organisations.create({ name: 'Acme', key: 'acme', planId: null })
    expect(await refusal(admin.organisations.create({ name: 'Other', key: 'ACME', planId: null }))).toBe(
      'CONFLICT organisationKeyTaken',
    )
    const vendor = await database.db.organisation.findFirstOrThrow({ where: { isVendor: true } })
    expect(await refusal(admin.organisations.archive({ organisationId: vendor.id, archived: true }))).toBe(
      'CONFLICT vendorStays',
    )
  })
})

describe('sessions', () => {
  const requestOf = async (userId: string, name = sessionCookieName(env().PUBLIC_URL)) => {
    const cookie = await sessionCookieOf(database.db, userId, { secret, now: web.now(), name })
    return new Headers({ cookie: `other=1; ${cookie}` })
  }

  it('identify the account; rights are read for every request', async () => {
    const acme = await organisation('ACME')
    const id = await person('member@acme.test', acme.id, ['customer'])
    expect(await viewerOfRequest(await requestOf(id))).toMatchObject({
      userId: id,
      memberships: [{ organisationKey: 'ACME', roles: ['customer'] }],
    })
    await database.db.organisation.update({ where: { id: acme.id }, data: { archivedAt: at } })
    expect((await viewerOfRequest(await requestOf(id)))?.memberships).toEqual([])
  })

  it('end at once, with open streams, when the account is deactivated', async () => {
    const acme = await organisation('ACME')
    const id = await person('member@acme.test', acme.id, ['customer'])
    const admin = await callerFor(await administrator())
    const before = await requestOf(id)
    const told = new Promise((resolve) => web.live.events.once('message', resolve))
    await admin.people.deactivate({ userId: id })
    expect(await told).toEqual({ kind: 'session', userId: id })
    expect(await viewerOfRequest(before)).toBeNull()
    await admin.people.reactivate({ userId: id })
    expect(await viewerOfRequest(before)).toBeNull()
    expect(await viewerOfRequest(await requestOf(id))).toMatchObject({ userId: id })
  })

  it('end at once, with open streams, when a role is removed; the next sign-in has only the remaining roles', async () => {
    const acme = await organisation('ACME')
    const id = await person('member@acme.test', acme.id, ['customer', 'customer_lead'])
    const admin = await callerFor(await administrator())
    const before = await requestOf(id)
    const told = new Promise((resolve) => web.live.events.once('message', resolve))
    await admin.people.setRoles({ userId: id, organisationId: acme.id, roles: ['customer'] })
    expect(await told).toEqual({ kind: 'session', userId: id })
    expect(await viewerOfRequest(before)).toBeNull()
    expect((await viewerOfRequest(await requestOf(id)))?.memberships).toMatchObject([{ roles: ['customer'] }])
  })

  it('end open streams when the organisation is archived', async () => {
    const acme = await organisation('ACME')
    const id = await person('member@acme.test', acme.id, ['customer', 'customer_lead'])
    const admin = await callerFor(await administrator())
    const told = new Promise((resolve) => web.live.events.once('message', resolve))
    await admin.organisations.archive({ organisationId: acme.id, archived: true })
    expect(await told).toEqual({ kind: 'session', userId: id })
  })

  it('are read from the one cookie for the URL, and over HTTPS only from one of this host', async () => {
    expect(sessionCookieName('https://desk.example')).toMatch(/^__Host-/)
    const id = await administrator()
    const name = sessionCookieName(env().PUBLIC_URL)
    expect(await viewerOfRequest(await requestOf(id, name))).toMatchObject({ userId: id })
    for (const other of ['next-auth.session-token', '__Secure-next-auth.session-token', '__Host-nightdesk.session'])
      if (other !== name) expect(await viewerOfRequest(await requestOf(id, other))).toBeNull()
  })

  it('are ignored when forged, foreign or malformed', async () => {
    const id = await administrator()
    const name = sessionCookieName(env().PUBLIC_URL)
    const foreign = await encode({ token: { userId: id, sessionVersion: 1 }, secret: 'the secret of another house' })
    for (const cookie of ['', `${name}=nonsense`, `${name}=${foreign}`, `${name}=%E0%A4%A`]) {
      expect(await viewerOfRequest(new Headers({ cookie }))).toBeNull()
    }
  })
})

describe('the sign-in page', () => {
  it('offers the remaining demo accounts, and does not mention a demo without any', async () => {
    const visitor = await callerFor(null)
    env().NIGHTDESK_DEMO = 'on'
    try {
      expect((await visitor.signInOptions()).demo).toBeNull()
      const vendor = await database.db.organisation.findFirstOrThrow({
        where: { isVendor: true },
        select: { id: true },
      })
      await person('manager@demo.test', vendor.id, ['manager'])
      await person('engineer@demo.test', vendor.id, ['engineer'])
      const gone = await person('second@demo.test', vendor.id, ['engineer'])
      await database.db.user.update({ where: { id: gone }, data: { deactivatedAt: at }, select: { id: true } })
      expect((await visitor.signInOptions()).demo?.emails).toEqual(['engineer@demo.test', 'manager@demo.test'])
    } finally {
      env().NIGHTDESK_DEMO = 'off'
    }
    expect((await visitor.signInOptions()).demo).toBeNull()
  })
})
