import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rememberDevice } from '@/server/accounts/sign-in/devices'
import { sourceBlock } from '@/server/accounts/rules'
import { canonicalEmail } from '@/server/accounts/schema'
import { hashPassword } from '@/server/accounts/secrets'
import { confirmIdentity, signInWithIdentity } from '@/server/accounts/people/identity'
import { changePassword, chooseLanguage, setRoles } from '@/server/accounts/people/people'
import { checkPassword, requestIdentityLink, requestSignInLink, useSignInLink } from '@/server/accounts/sign-in/sign-in'
import { endOtherSessions, endSession, readSessions, startSession } from '@/server/accounts/sign-in/sessions'
import { DomainError } from '@/server/infra/errors'
import { saveSchedule } from '@/server/oncall/schedule/schedules'
import { env } from '@/server/infra/env'
import { releaseWork } from '@/server/tickets/triage/leaving'
import { openStory, type Story } from '@/tests/support/story'

const password = 'a long password'
let story: Story
beforeEach(async () => {
  story = await openStory('off')
  await db().user.updateMany({ data: { passwordHash: await hashPassword(password) } })
})
afterEach(() => story.close())

const db = () => story.database.db
const home = '203.0.113.5'
const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.reason : String(error)),
  )
const guess = (email: string, address: string) =>
  refusal(checkPassword(story.ctx, { email, password: 'wrong', address }))
const actions = async () => (await db().auditEntry.findMany({ orderBy: { seq: 'asc' } })).map((row) => row.action)

describe('sign-in limits', () => {
  it('lock out the guessing network, IPv6 by its /64, and not the engineer elsewhere', async () => {
    const { email } = story.world.ana
    for (let n = 0; n < 12; n++) await guess(email, `2001:db8:5::${n + 1}`)
    expect(await guess(email, '2001:db8:5::ffff')).toBe('tooManyAttempts')
    expect(await checkPassword(story.ctx, { email, password, address: home })).not.toBeNull()
  })

  it('let a known browser pass while guesses come from everywhere, and a mailed link always works', async () => {
    const { email, userId } = story.world.ana
    for (let n = 0; n < 101; n++) await guess(email, `198.51.${n}.1`)
    expect(await refusal(checkPassword(story.ctx, { email, password, address: home }))).toBe('tooManyAttempts')
    const deviceCookie = rememberDevice(null, userId, env().SESSION_SECRET)
    expect(await checkPassword(story.ctx, { email, password, address: home, deviceCookie })).not.toBeNull()
    await requestSignInLink(story.ctx, { email, address: home, next: '/desk/tickets/ACME-1' })
    const { props } = await db().mailMessage.findFirstOrThrow({ where: { template: 'sign-in-link' } })
    const url = new URL((props as { url: string }).url)
    expect(url.searchParams.get('next')).toBe('/desk/tickets/ACME-1')
    const token = url.searchParams.get('token')!
    expect(await useSignInLink(story.ctx, { token, address: home })).toMatchObject({ userId })
  })

  it('ignore a device cookie that is forged or belongs to somebody else', async () => {
    const { ana, bo } = story.world
    for (let n = 0; n < 101; n++) await guess(ana.email, `198.51.${n}.1`)
    const own = rememberDevice(null, bo.userId, env().SESSION_SECRET)
    for (const deviceCookie of [own, own.replace(bo.userId, ana.userId), 'x.y.z'])
      expect(await refusal(checkPassword(story.ctx, { email: ana.email, password, address: home, deviceCookie }))).toBe(
        'tooManyAttempts',
      )
  })

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:1:2::1', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('read %s as the source %s', (address, source) => {
    expect(sourceBlock(address)).toBe(source)
  })
})

describe('mail addresses', () => {
  it.each([
    [' Ana@Test.Example ', 'ana@test.example'],
    ['\u212Aopi@demo.test', null],
    ['kopi@demo.te\u017Ft', null],
    ['no address', null],
  ])('%j are one account under %j', (text, canonical) => {
    expect(canonicalEmail(text)).toBe(canonical)
  })
})

describe('the identity provider', () => {
  const claims = { provider: 'https://id.example', subject: 's-1', emailVerified: true }

  it('does not sign in to an account whose address only resembles the verified one', async () => {
    await db().user.update({ where: { id: story.world.customer.userId }, data: { email: 'kopi@demo.test' } })
    expect(await signInWithIdentity(story.ctx, { ...claims, email: '\u212Aopi@demo.test' })).toEqual({
      kind: 'refused',
    })
    expect(await db().identity.count()).toBe(0)
  })

  it('is linked to a staff account only after its password', async () => {
    const { ana } = story.world
    const answer = await signInWithIdentity(story.ctx, { ...claims, email: ana.email })
    expect(answer).toMatchObject({ kind: 'confirm' })
    expect(await db().identity.count()).toBe(0)
    const { token } = answer as { token: string }
    await confirmIdentity(story.ctx, token, story.world.bo.userId)
    expect(await db().identity.count()).toBe(0)
    await confirmIdentity(story.ctx, token, ana.userId)
    expect(await signInWithIdentity(story.ctx, { ...claims, email: ana.email })).toMatchObject({ kind: 'signedIn' })
  })

  it('is linked to a staff account by a mailed link', async () => {
    const { ana } = story.world
    const { token } = (await signInWithIdentity(story.ctx, { ...claims, email: ana.email })) as { token: string }
    await requestIdentityLink(story.ctx, { token, address: home })
    const { props } = await db().mailMessage.findFirstOrThrow({ where: { template: 'sign-in-link' } })
    const mailed = new URL((props as { url: string }).url).searchParams.get('token')!
    await useSignInLink(story.ctx, { token: mailed, address: home })
    expect(await db().identity.findMany()).toMatchObject([{ userId: ana.userId, subject: 's-1' }])
    expect(await actions()).toContain('identity.linked')
  })
})

describe('sessions', () => {
  const chrome = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/140.0 Safari/537.36'
  const start = (userId: string, userAgent = chrome) =>
    startSession(story.ctx, { userId, userAgent, address: home, method: 'password' })

  it('are listed for their owner only, with device and place, the current one first', async () => {
    const { ana, bo } = story.world
    await start(ana.userId)
    const current = await start(ana.userId)
    await start(bo.userId)
    const { rows: list } = await readSessions({ ...story.ctx, sessionId: current.id }, ana)
    expect(list).toHaveLength(2)
    expect(list[0]).toMatchObject({
      id: current.id,
      isCurrent: true,
      device: { browser: 'Chrome', system: 'macOS' },
      address: home,
    })
  })

  it('can be ended one by one or all others at once by their owner, and by nobody else', async () => {
    const { ana, bo } = story.world
    const [one, current] = [await start(ana.userId), await start(ana.userId)]
    expect(await refusal(endSession(story.ctx, bo, one.id))).toBe('notFound')
    await endSession(story.ctx, ana, one.id)
    await start(ana.userId)
    expect(await endOtherSessions({ ...story.ctx, sessionId: current.id }, ana)).toEqual({ ended: 1 })
    expect(await db().session.findMany({ select: { id: true } })).toEqual([{ id: current.id }])
  })

  it('end when the password or the roles change', async () => {
    const { ana, bo, mia } = story.world
    await start(ana.userId)
    await start(bo.userId)
    await changePassword(story.ctx, ana, { current: password, next: 'long enough now' })
    expect(await db().session.count({ where: { userId: ana.userId } })).toBe(0)
    const vendor = await db().organisation.findFirstOrThrow({ where: { isVendor: true } })
    const root = await db().user.create({
      data: {
        email: 'root@test.example',
        name: 'Root',
        createdAt: story.clock.now(),
        memberships: { create: { role: 'administrator', organisationId: vendor.id, createdAt: story.clock.now() } },
      },
    })
    const admin = { ...mia, userId: root.id, staffRoles: ['administrator' as const] }
    await setRoles(
      story.ctx,
      admin,
      { userId: bo.userId, organisationId: vendor.id, roles: ['engineer', 'knowledge_owner'] },
      releaseWork,
    )
    expect(await db().session.count({ where: { userId: bo.userId } })).toBe(0)
    expect(await actions()).toEqual(expect.arrayContaining(['password.changed', 'roles.set']))
  })
})

describe('the audit trail', () => {
  it('records a wrong password without the password, and cannot be changed or emptied', async () => {
    await guess(story.world.ana.email, home)
    const [entry] = await db().auditEntry.findMany()
    expect(entry).toMatchObject({ action: 'sign-in.refused', outcome: 'refused', address: home })
    expect(JSON.stringify(entry, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(
      'wrong',
    )
    await expect(db().auditEntry.deleteMany()).rejects.toThrow(/append-only/)
    await expect(db().auditEntry.updateMany({ data: { address: '' } })).rejects.toThrow(/append-only/)
  })

  it('is not filled by one network that is refused again and again', async () => {
    for (let n = 0; n < 70; n++) await guess(`nobody${n}@test.example`, home)
    expect(await db().auditEntry.count()).toBeLessThanOrEqual(60)
  })
})

describe('an administrative action', () => {
  it('writes its entry in the same transaction, and none when it is refused', async () => {
    const { mia, ana, scheduleId } = story.world
    const ctx = { ...story.ctx, viewer: mia }
    const layers = [
      {
        id: 'l',
        start: '2026-11-24T00:00',
        rotation: { unit: 'day' as const, length: 1 },
        participants: [ana.userId],
        restrictions: [],
      },
    ]
    const [revision] = await db().scheduleVersion.findMany({ where: { scheduleId } })
    expect(revision).toBeDefined()
    const refused = { name: 'Other', timeZone: 'UTC', layers: [{ ...layers[0]!, participants: [randomUUID()] }] }
    expect(await refusal(saveSchedule(ctx, mia, refused as Parameters<typeof saveSchedule>[2]))).toBe('unknownPerson')
    expect(await db().auditEntry.count({ where: { action: 'schedule.saved' } })).toBe(0)
    await saveSchedule(ctx, mia, { ...refused, layers } as Parameters<typeof saveSchedule>[2])
    expect(await db().auditEntry.findMany({ where: { action: 'schedule.saved' } })).toMatchObject([
      { actorId: mia.userId, outcome: 'done' },
    ])
  })
})

describe('the language of a person', () => {
  it('applies everywhere: chosen once, it is that of the account and of the next mail', async () => {
    const { ana } = story.world
    await chooseLanguage(story.ctx, ana, 'zh-CN')
    expect(await db().user.findUnique({ where: { id: ana.userId } })).toMatchObject({ locale: 'zh-CN' })
    await requestSignInLink(story.ctx, { email: ana.email, address: home })
    expect(await db().mailMessage.findFirst({ where: { toUserId: ana.userId } })).toMatchObject({ locale: 'zh-CN' })
  })
})
