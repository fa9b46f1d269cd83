import { encode } from 'next-auth/jwt'
import { describe, expect, it, vi } from 'vitest'
import { sessionCookieOf } from '@/tests/support/session'
import { viewerById } from '@/server/accounts/sign-in/options'
import { checkPassword } from '@/server/accounts/sign-in/sign-in'
import { sessionCookieName, viewerOfRequest } from '@/server/accounts/sign-in/session-cookie'
import { env } from '@/server/infra/env'
import {
  database,
  at,
  nudges,
  ctx,
  web,
  secret,
  password,
  address,
  first,
  later,
  refusal,
  mailedToken,
  callerFor,
  person,
  organisation,
  administrator,
  setUpAccounts,
} from '@/tests/support/accounts'

// The pause before an answer about an unknown address would slow the tests down.
vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(() => Promise.resolve()) }))

setUpAccounts()

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
