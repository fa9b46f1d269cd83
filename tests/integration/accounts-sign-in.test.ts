import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { signInWithIdentity } from '@/server/accounts/people/identity'
import { staffWithRole, viewerById } from '@/server/accounts/sign-in/options'
import { createFirstAdministrator } from '@/server/accounts/people/people'
import {
  checkPassword,
  requestPasswordReset,
  requestSignInLink,
  resetPassword,
  useSignInLink,
} from '@/server/accounts/sign-in/sign-in'
import { env } from '@/server/infra/env'
import {
  database,
  at,
  nudges,
  ctx,
  password,
  address,
  first,
  later,
  refusal,
  mailedToken,
  callerFor,
  person,
  setupCode,
  administrator,
  setUpAccounts,
} from '@/tests/support/accounts'

// The pause before an answer about an unknown address would slow the tests down.
vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(() => Promise.resolve()) }))

setUpAccounts()

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
