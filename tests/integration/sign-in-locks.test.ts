import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acceptInvitation, invite, readInvitation } from '@/server/accounts/invitations/invitations'
import { deactivateUser } from '@/server/accounts/people/people'
import { rememberDevice } from '@/server/accounts/sign-in/devices'
import { limits, takePoint } from '@/server/accounts/sign-in/limits'
import {
  checkPassword,
  requestPasswordReset,
  requestSignInLink,
  resetPassword,
  useSignInLink,
} from '@/server/accounts/sign-in/sign-in'
import { hashPassword } from '@/server/accounts/secrets'
import type { Viewer } from '@/server/accounts/schema'
import { DomainError } from '@/server/infra/errors'
import { env } from '@/server/infra/env'
import { releaseWork } from '@/server/tickets/triage/leaving'
import { openStory, type Story } from '@/tests/support/story'

const password = 'a long password'
/** The office's one address, behind which somebody guesses. */
const address = '203.0.113.5'
let story: Story
beforeEach(async () => {
  story = await openStory('off')
  await makeAdministrator()
  await db().user.updateMany({ data: { passwordHash: await hashPassword(password) } })
})
afterEach(() => story.close())

const db = () => story.database.db
const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? error.reason : String(error)),
  )
/** Somebody of the same network has tried so often that the network as a whole is locked. */
const lockNetwork = () => takePoint(story.ctx, `sign-in-address:${address}`, limits.address, limits.address.points)
/** The secrets of the mails of one kind, oldest first. */
const tokens = async (template: string) =>
  (await db().mailMessage.findMany({ where: { template }, orderBy: { createdAt: 'asc' } })).map(({ props }) => {
    const url = new URL((props as { url: string }).url)
    return url.searchParams.get('token') ?? url.pathname.split('/').at(-1)!
  })
async function makeAdministrator(): Promise<void> {
  const { organisationId, createdAt } = await db().membership.findFirstOrThrow({
    where: { userId: story.world.mia.userId },
  })
  await db().membership.create({
    data: { userId: story.world.mia.userId, organisationId, role: 'administrator', createdAt },
  })
}
const administrator = (): Viewer => ({ ...story.world.mia, staffRoles: ['administrator'] })
const newcomer = { name: 'Nia', password: 'quite another one', locale: 'en' as const, timeZone: 'UTC' }
const inviteTo = (email: string) =>
  invite(story.ctx, administrator(), {
    organisationId: story.world.organisationId,
    email,
    name: '',
    roles: ['customer'],
    locale: 'en',
  })

describe('somebody who guesses on the same network', () => {
  it('does not lock out the owner on a browser that has signed in before', async () => {
    const { email, userId } = story.world.ana
    await lockNetwork()
    expect(await refusal(checkPassword(story.ctx, { email, password, address }))).toBe('tooManyAttempts')
    const deviceCookie = rememberDevice(null, userId, env().SESSION_SECRET)
    expect(await checkPassword(story.ctx, { email, password, address, deviceCookie })).toMatchObject({ userId })
  })

  it('cannot bypass the limit with a browser that has signed in to another account', async () => {
    const { ana, bo } = story.world
    await lockNetwork()
    const deviceCookie = rememberDevice(null, bo.userId, env().SESSION_SECRET)
    expect(await refusal(checkPassword(story.ctx, { email: ana.email, password, address, deviceCookie }))).toBe(
      'tooManyAttempts',
    )
  })

  it('does not use up the tries of a mailed link, a reset or an invitation; invalid links are counted', async () => {
    const { email, userId } = story.world.ana
    await requestSignInLink(story.ctx, { email, address: '198.51.100.1' })
    await requestPasswordReset(story.ctx, { email, address: '198.51.100.1' })
    await inviteTo('nia@test.example')
    await lockNetwork()
    const [link, reset, invitation] = await Promise.all(['sign-in-link', 'password-reset', 'invitation'].map(tokens))
    expect(await useSignInLink(story.ctx, { token: link![0]!, address })).toMatchObject({ userId })
    const change = () => resetPassword(story.ctx, { token: reset![0]!, password: 'quite another one', address })
    expect(await refusal(change())).toBe('done')
    const join = () => acceptInvitation(story.ctx, { token: invitation![0]!, account: newcomer, address }, releaseWork)
    expect(await refusal(join())).toBe('done')
    const dead = [() => useSignInLink(story.ctx, { token: link![0]!, address }), change, join]
    for (const again of dead) expect(await refusal(again())).toBe('tooManyAttempts')
  })

  it('can try a valid link ten times and no more', async () => {
    await inviteTo('nia@test.example')
    const [token] = await tokens('invitation')
    const account = { ...newcomer, password: 'nia@test.example' }
    const tries: string[] = []
    for (let count = 0; count < 11; count += 1)
      tries.push(await refusal(acceptInvitation(story.ctx, { token: token!, account, address }, releaseWork)))
    expect(new Set(tries.slice(0, 10))).toEqual(new Set(['commonPassword']))
    expect(tries[10]).toBe('tooManyAttempts')
  })
})

it('a new password, set by a mailed link, unlocks the browser whose owner had used up their tries', async () => {
  const { email, userId } = story.world.ana
  const deviceCookie = rememberDevice(null, userId, env().SESSION_SECRET)
  const enter = (tried: string) => refusal(checkPassword(story.ctx, { email, password: tried, address, deviceCookie }))
  for (let tries = 0; tries < limits.device.points; tries += 1) await enter('a forgotten one')
  expect(await enter(password)).toBe('tooManyAttempts')
  await requestPasswordReset(story.ctx, { email, address })
  const [token] = await tokens('password-reset')
  await resetPassword(story.ctx, { token: token!, password: 'quite another one', address })
  expect(await enter('quite another one')).toBe('done')
})

describe('a link', () => {
  const all = <T>(attempt: (place: string) => Promise<T>) =>
    Promise.all(['198.51.100.1', '198.51.100.2', '198.51.100.3'].map((place) => attempt(place)))

  it('that signs in does so once, even from several browsers at once', async () => {
    const { email } = story.world.ana
    await requestSignInLink(story.ctx, { email, address })
    const [token] = await tokens('sign-in-link')
    const subjects = await all((place) => useSignInLink(story.ctx, { token: token!, address: place }))
    expect(subjects.filter((subject) => subject !== null)).toHaveLength(1)
  })

  it('that sets a password does so once, even from several browsers at once, and cannot sign in', async () => {
    const { email } = story.world.ana
    await requestPasswordReset(story.ctx, { email, address })
    const [token] = await tokens('password-reset')
    expect(await useSignInLink(story.ctx, { token: token!, address })).toBeNull()
    const passwords = all((place) => {
      const next = `quite another one ${randomUUID()}`
      return refusal(resetPassword(story.ctx, { token: token!, password: next, address: place }))
    })
    expect((await passwords).sort()).toEqual(['done', 'linkDead', 'linkDead'])
  })

  it('of an invitation creates one account, even from several browsers at once', async () => {
    await inviteTo('nia@test.example')
    const [token] = await tokens('invitation')
    const accepted = await all((place) =>
      refusal(acceptInvitation(story.ctx, { token: token!, account: newcomer, address: place }, releaseWork)),
    )
    expect(accepted.sort()).toEqual(['done', 'linkDead', 'linkDead'])
  })

  it('does nothing for an account that was deactivated after it was mailed', async () => {
    const { email, userId } = story.world.ana
    await requestSignInLink(story.ctx, { email, address })
    await requestPasswordReset(story.ctx, { email, address })
    await inviteTo(email)
    const links = await Promise.all(['sign-in-link', 'password-reset', 'invitation'].map(tokens))
    const [link, reset, invitation] = links.map(([token]) => token!)
    await deactivateUser(story.ctx, administrator(), userId, releaseWork)
    expect(await useSignInLink(story.ctx, { token: link!, address })).toBeNull()
    expect(await refusal(resetPassword(story.ctx, { token: reset!, password: 'quite another one', address }))).toBe(
      'linkDead',
    )
    expect(await refusal(acceptInvitation(story.ctx, { token: invitation!, address }, releaseWork))).toBe('linkDead')
    expect(await readInvitation(story.ctx, invitation!)).toBeNull()
  })
})
