import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { seedPlans } from '@/prisma/seed/base'
import { viewerById } from '@/server/accounts/sign-in/options'
import { newSetupCode, setupCodeId } from '@/server/accounts/sign-in/setup-code'
import { checkPassword } from '@/server/accounts/sign-in/sign-in'
import type { LiveMessage } from '@/server/infra/live'
import { acknowledgeByToken, pageByToken } from '@/server/paging/answering/links'
import { appRouter } from '@/server/api/root'
import { createCallerFactory } from '@/server/api/procedures'
import { openStage, type Stage } from '@/tests/support/story'

let stage: Stage
afterEach(() => stage.close())

const live = { events: new EventEmitter<{ message: [LiveMessage]; gap: [] }>(), close: () => Promise.resolve() }
const callerOf = createCallerFactory(appRouter)
type Caller = ReturnType<typeof callerOf>

/** A browser that is not signed in. */
const anybody = (): Caller => callerOf({ ...stage.ctx, viewer: null, address: '192.0.2.7', live })

/** A browser after the sign-in form. */
async function signIn(email: string, password: string): Promise<Caller> {
  const subject = await checkPassword(stage.ctx, { email, password, address: '192.0.2.7' })
  if (!subject) throw new Error(`${email} cannot sign in`)
  return callerOf({ ...stage.ctx, viewer: await viewerById(stage.ctx.db, subject.userId), address: '192.0.2.7', live })
}

/** The newest mail to somebody, as the administrator reads it in the outbox. */
async function newestMail(admin: Caller, email: string): Promise<{ subject: string; text: string }> {
  await stage.settle()
  const { rows } = await admin.system.mails({ state: 'kept' })
  const newest = rows.find((mail) => mail.toAddress === email)
  if (!newest) throw new Error(`No mail to ${email}`)
  const mail = await admin.system.mail({ id: newest.id })
  return { subject: mail.subject ?? '', text: mail.text ?? '' }
}

const password = 'a long password'
const home = { locale: 'en', timeZone: 'Asia/Shanghai' } as const

/** Follows the link of the invitation, as whoever was invited. */
async function acceptInvitation(admin: Caller, email: string, name: string): Promise<Caller> {
  const { text } = await newestMail(admin, email)
  const token = /\/invite\/([\w-]+)/.exec(text)?.[1] ?? ''
  expect(await anybody().accounts.invitation({ token })).toMatchObject({ email, hasAccount: false })
  await anybody().accounts.acceptInvitation({ token, account: { name, password, ...home } })
  return signIn(email, password)
}

// Nothing here writes a row by itself: whatever is done, a person can do in the browser.
describe.each(['off', 'on'] as const)('npm start -- --empty, queue %s', (queue) => {
  it('gets as far as an acknowledged S1 without any SQL', async () => {
    // No SMTP server either: the outbox is where the first administrator reads the mails.
    stage = await openStage(queue, '2026-11-20T10:00:00.000Z', { SMTP_URL: undefined })
    await seedPlans(stage.ctx.db, stage.clock.now())

    // The set-up page.
    expect(await anybody().accounts.setupNeeded()).toBe(true)
    const root = { email: 'root@vendor.example', password }
    const setup = newSetupCode()
    await stage.ctx.db.setupCode.create({
      data: { id: setupCodeId, codeHash: setup.codeHash, createdAt: stage.clock.now() },
    })
    const asked = { organisationName: 'Vendor', name: 'Root', ...root, ...home }
    await expect(anybody().accounts.createFirstAdministrator({ ...asked, code: 'AAAA-BBBB-CCCC' })).rejects.toThrow(
      'wrongSetupCode',
    )
    await anybody().accounts.createFirstAdministrator({ ...asked, code: setup.code })
    expect(await anybody().accounts.setupNeeded()).toBe(false)
    const admin = await signIn(root.email, root.password)

    // A customer with a plan and a project, and its developer.
    const enterprise = (await admin.accounts.plans()).find((plan) => plan.key === 'ENTERPRISE')
    const acme = await admin.accounts.organisations.create({ name: 'Acme', key: 'ACME', planId: enterprise!.id })
    await admin.accounts.projects.create({
      organisationId: acme.id,
      name: 'Voice rooms',
      appId: '',
      products: ['voice_call'],
      scenario: 'voice_chat_room',
      platforms: ['android'],
      sdkVersion: '',
      regions: [],
      carriers: [],
    })
    const invite = { name: '', locale: 'en' } as const
    await admin.accounts.people.invite({
      ...invite,
      organisationId: acme.id,
      email: 'dev@acme.example',
      roles: ['customer'],
    })
    const developer = await acceptInvitation(admin, 'dev@acme.example', 'Dev')

    // An engineer, who says where to be paged and proves it.
    const vendor = (await admin.accounts.organisations.list()).find((organisation) => organisation.isVendor)
    await admin.accounts.people.invite({
      ...invite,
      organisationId: vendor!.id,
      email: 'eve@vendor.example',
      roles: ['engineer'],
    })
    const engineer = await acceptInvitation(admin, 'eve@vendor.example', 'Eve')
    const eve = (await engineer.accounts.me())!
    const { id: methodId } = await engineer.paging.addMail({ address: 'eve.night@vendor.example' })
    const code = /\d{6}/.exec((await newestMail(admin, 'eve.night@vendor.example')).subject)?.[0] ?? ''
    await engineer.paging.verify({ id: methodId, code })
    expect((await engineer.paging.contacts()).methods).toMatchObject([{ kind: 'email', verifiedAt: stage.clock.now() }])

    // A rotation that has her on call, and a policy that calls her.
    const { id: scheduleId } = await admin.oncall.saveSchedule({
      name: 'Night',
      timeZone: 'Asia/Shanghai',
      layers: [
        {
          id: 'nights',
          start: '2026-11-16T09:00',
          rotation: { unit: 'week', length: 1 },
          participants: [eve.userId],
          restrictions: [],
        },
      ],
    })
    expect(await engineer.oncall.now()).toMatchObject([{ scheduleId, person: { name: 'Eve' } }])
    await admin.paging.savePolicy({
      name: 'Everybody',
      definition: {
        steps: [{ delayMinutes: 5, targets: [{ type: 'schedule', id: scheduleId }] }],
        repeats: 1,
        persistEveryMinutes: 5,
      },
    })

    // 02:00 in Shanghai: an S1 with no more than an S1 needs.
    await stage.advance('2026-11-20T18:00:00.000Z')
    const { projects } = await developer.tickets.options()
    const filed = await developer.tickets.file({
      clientKey: randomUUID(),
      projectId: projects[0]!.id,
      scenario: 'voice_chat_room',
      body: 'Nobody hears anybody since midnight',
      severity: 'S1',
    })
    expect(filed.reference).toBe('ACME-1')
    const page = await newestMail(admin, 'eve.night@vendor.example')
    expect(page.subject).toContain('S1 ACME-1 Nobody hears anybody')
    expect(await engineer.paging.waiting()).toMatchObject([{ reference: 'ACME-1', severity: 'S1' }])

    // The link: a scanner looks and changes nothing, she presses the button.
    // Without a mail server her mails are kept; the administrator who reads them cannot act through her link.
    expect(page.text).not.toMatch(/\/p\/[\w-]{20,}/)
    const kept = await stage.database.db.mailMessage.findFirstOrThrow({ where: { template: 'page' } })
    const token = /\/p\/([\w-]+)/.exec(kept.text ?? '')?.[1] ?? ''
    expect(await pageByToken(stage.ctx.db, token, stage.ctx.now())).toMatchObject({ state: 'open' })
    expect(await engineer.paging.waiting()).toHaveLength(1)
    expect(await acknowledgeByToken(stage.ctx, token)).toMatchObject({ outcome: 'acknowledged' })
    expect(await pageByToken(stage.ctx.db, token, stage.ctx.now())).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: { name: 'Eve' },
    })
    expect(await engineer.paging.waiting()).toEqual([])

    // It stays quiet for as long as an acknowledgement holds; the answer ends it.
    await stage.minutes(10)
    expect(await newestMail(admin, 'eve.night@vendor.example')).toEqual(page)
    await engineer.tickets.answer({
      reference: 'ACME-1',
      clientKey: randomUUID(),
      kind: 'diagnosis',
      body: 'A router in our data centre is down; we are moving your rooms.',
    })
    await stage.minutes(20)
    expect(await engineer.paging.waiting()).toEqual([])
    const answer = await newestMail(admin, 'dev@acme.example')
    expect(answer.text).toContain('we are moving your rooms')
    const { clocks } = await developer.tickets.get({ reference: 'ACME-1' })
    expect(clocks.find((clock) => clock.metric === 'first_response')).toMatchObject({ state: 'ended', outcome: 'met' })
  })
})
