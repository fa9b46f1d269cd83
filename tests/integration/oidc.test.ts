import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { NextApiRequest, NextApiResponse } from 'next'
import NextAuth from 'next-auth'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { authOptions } from '@/server/accounts/sign-in/auth-options'
import { viewerOfRequest } from '@/server/accounts/sign-in/session-cookie'
import { log } from '@/server/infra/log'
import { type Runtime, runtime } from '@/server/infra/runtime'
import { freshDatabase, type TestDatabase } from '@/tests/support/database'
import { type OidcProvider, runOidcProvider } from '@/tests/support/oidc-provider'

let database: TestDatabase
let provider: OidcProvider
let web: Runtime
let product: http.Server
let baseUrl = ''

/** next-auth behind a plain HTTP server, with the options that the product's route hands it. */
function serveAuth(): http.Server {
  return http.createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', baseUrl)
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const jar = new URLSearchParams((request.headers.cookie ?? '').replaceAll('; ', '&'))
    const asked = Object.assign(request, {
      query: { ...Object.fromEntries(url.searchParams), nextauth: url.pathname.split('/').slice(3) },
      cookies: Object.fromEntries(jar),
      body: Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString())),
    }) as unknown as NextApiRequest
    const answer = Object.assign(response, {
      status(code: number) {
        response.statusCode = code
        return answer
      },
      json: (value: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(value)),
      send: (value: unknown) =>
        typeof value === 'string' ? response.end(value) : response.end(JSON.stringify(value ?? '')),
    }) as unknown as NextApiResponse
    await NextAuth(asked, answer, authOptions())
  })
}

/** A browser that keeps cookies and goes where it is sent, until the product shows a page of its own. */
async function signInThere(change: (callback: URL) => void = () => undefined) {
  const jar = new Map<string, string>()
  const go = async (url: string, init: RequestInit = {}) => {
    const own = url.startsWith(baseUrl)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: own ? { cookie, ...init.headers } : {} })
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (name) jar.set(name, value ?? '')
    }
    return answer
  }
  const { csrfToken } = (await (await go(`${baseUrl}/api/auth/csrf`)).json()) as { csrfToken: string }
  let answer = await go(`${baseUrl}/api/auth/signin/oidc`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrfToken, callbackUrl: `${baseUrl}/desk` }).toString(),
  })
  for (;;) {
    const next = new URL(answer.headers.get('location') ?? '', baseUrl)
    if (next.pathname.startsWith('/api/auth/callback')) change(next)
    if (next.origin !== provider.issuer && !next.pathname.startsWith('/api/auth/')) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const viewer = await viewerOfRequest(new Headers({ cookie }))
      return { at: next.pathname, error: next.searchParams.get('error'), email: viewer?.email ?? null }
    }
    answer = await go(next.href)
  }
}

/** What the sign-in form is told of a password: next-auth's word, or ours. */
async function signInByPassword(email: string, password: string): Promise<string | null> {
  const first = await fetch(`${baseUrl}/api/auth/csrf`)
  const cookie = first.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const { csrfToken } = (await first.json()) as { csrfToken: string }
  const answer = await fetch(`${baseUrl}/api/auth/callback/password`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrfToken, email, password, callbackUrl: baseUrl, json: 'true' }).toString(),
  })
  return new URL(((await answer.json()) as { url: string }).url).searchParams.get('error')
}

const account = (email: string) =>
  database.db.user.create({ data: { email, name: 'Invited', createdAt: new Date() }, select: { id: true } })
const refused = { at: '/signin', error: 'AccessDenied', email: null }

beforeAll(async () => {
  database = await freshDatabase()
  provider = await runOidcProvider()
  product = serveAuth()
  await new Promise<void>((resolve) => product.listen(0, '127.0.0.1', resolve))
  baseUrl = `http://127.0.0.1:${(product.address() as AddressInfo).port}`
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    SESSION_SECRET: 'a session secret of the tests',
    LINK_SECRET: 'a link secret of the tests',
    PUBLIC_URL: baseUrl,
    NEXTAUTH_URL: baseUrl,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.client.id,
    OIDC_CLIENT_SECRET: provider.client.secret,
    NIGHTDESK_QUEUE: 'off',
    LOG_LEVEL: 'silent',
  })
  web = runtime()
})
afterAll(async () => {
  await new Promise((resolve) => product.close(resolve))
  await web.live.close()
  await web.close()
  await provider.close()
  await database.close()
})
beforeEach(async () => {
  provider.misbehave(null)
  await database.db.identity.deleteMany()
  await database.db.user.deleteMany()
})

describe('signing in through a provider', () => {
  it('with a verified address opens the invited account, and still does when the address changes', async () => {
    const { id } = await account('ina@customer.test')
    provider.signIn({ sub: 'ina-1', email: 'Ina@Customer.test', email_verified: true })
    expect(await signInThere()).toEqual({ at: '/desk', error: null, email: 'ina@customer.test' })
    expect(await database.db.identity.findMany({ select: { userId: true, subject: true } })).toEqual([
      { userId: id, subject: 'ina-1' },
    ])
    provider.signIn({ sub: 'ina-1', email: 'ina.married@elsewhere.test', email_verified: false })
    expect((await signInThere()).email).toBe('ina@customer.test')
    expect(await database.db.identity.count()).toBe(1)
  })

  it.each([
    ['an unknown address', { sub: 'x', email: 'nobody@customer.test', email_verified: true }],
    ['an address that the provider has not verified', { sub: 'x', email: 'ina@customer.test', email_verified: false }],
    ['an address without a statement about its verification', { sub: 'x', email: 'ina@customer.test' }],
    ['no address', { sub: 'x' }],
  ])('with %s is refused with one and the same answer; no account is created', async (_, person) => {
    await account('ina@customer.test')
    provider.signIn(person)
    expect(await signInThere()).toEqual(refused)
    expect(await database.db.user.count()).toBe(1)
    expect(await database.db.identity.count()).toBe(0)
  })

  it('to a deactivated account is refused, linked before or not', async () => {
    const { id } = await account('ina@customer.test')
    provider.signIn({ sub: 'ina-1', email: 'ina@customer.test', email_verified: true })
    await signInThere()
    await database.db.user.update({ where: { id }, data: { deactivatedAt: new Date() } })
    expect(await signInThere()).toEqual(refused)
    await database.db.identity.deleteMany()
    expect(await signInThere()).toEqual(refused)
  })

  it.each(['foreign-key', 'foreign-nonce'] as const)('with a token of a %s is refused', async (how) => {
    await account('ina@customer.test')
    provider.signIn({ sub: 'ina-1', email: 'ina@customer.test', email_verified: true })
    provider.misbehave(how)
    const printed = vi.spyOn(console, 'error')
    const logged = vi.spyOn(log, 'error')
    expect(await signInThere()).toEqual({ at: '/signin', error: 'OAuthCallback', email: null })
    expect(await database.db.identity.count()).toBe(0)
    expect(logged).toHaveBeenCalledWith({ code: 'OAUTH_CALLBACK_ERROR', err: expect.any(Error) }, 'sign-in')
    expect(printed).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })

  it('with the response to somebody else’s request is refused', async () => {
    await account('ina@customer.test')
    provider.signIn({ sub: 'ina-1', email: 'ina@customer.test', email_verified: true })
    const answer = await signInThere((callback) => callback.searchParams.set('state', 'forged'))
    expect(answer).toEqual({ at: '/signin', error: 'OAuthCallback', email: null })
  })

  it.each([
    ['the Kelvin sign for a k', { sub: 'x', email: '\u212Aopi@customer.test', email_verified: true }],
    ['full-width letters', { sub: 'x', email: '\uff4bopi@customer.test', email_verified: true }],
    ['a zero-width space', { sub: 'x', email: 'kopi\u200b@customer.test', email_verified: true }],
    ['a trailing NUL', { sub: 'x', email: 'kopi@customer.test\u0000', email_verified: true }],
    ['two addresses', { sub: 'x', email: 'other@customer.test,kopi@customer.test', email_verified: true }],
    ['a list', { sub: 'x', email: ['kopi@customer.test'], email_verified: true }],
    ['an object', { sub: 'x', email: { contains: '@' }, email_verified: true }],
    ['a text instead of true', { sub: 'x', email: 'kopi@customer.test', email_verified: 'yes' }],
    ['a non-empty list', { sub: 'x', email: 'kopi@customer.test', email_verified: ['true'] }],
    ['a subject that is a number', { sub: 5, email: 'kopi@customer.test', email_verified: true }],
    ['a subject that is an object', { sub: { not: 'x' }, email: 'kopi@customer.test', email_verified: true }],
    ['an empty subject', { sub: '', email: 'kopi@customer.test', email_verified: true }],
    ['a subject with a NUL', { sub: 'a\u0000b', email: 'kopi@customer.test', email_verified: true }],
    ['a subject of 100,000 letters', { sub: 'x'.repeat(100_000), email: 'kopi@customer.test', email_verified: true }],
  ])('with %s in its claims is refused without a reason', async (_, claims) => {
    await account('kopi@customer.test')
    provider.signIn(claims as never)
    const answer = await signInThere()
    expect(answer).toMatchObject({ at: '/signin', email: null })
    // One word of next-auth's, or none; never the words of a driver.
    expect(answer.error ?? '').toMatch(/^\w*$/)
    expect(await database.db.identity.count()).toBe(0)
  })

  it('to a staff account requires its password or a mailed link first, each time, and does not sign in', async () => {
    const { id } = await account('ana@vendor.test')
    const createdAt = new Date()
    await database.db.organisation.create({
      data: {
        key: 'VENDOR',
        name: 'Vendor',
        isVendor: true,
        createdAt,
        memberships: { create: { userId: id, role: 'engineer', createdAt } },
      },
    })
    provider.signIn({ sub: 'ana-1', email: 'ana@vendor.test', email_verified: true })
    for (let time = 0; time < 2; time += 1)
      expect(await signInThere()).toEqual({ at: '/signin/confirm', error: null, email: null })
    expect(await database.db.identity.count()).toBe(0)
    // Of several requests of one subject only the newest is open.
    expect(await database.db.identityRequest.count()).toBe(1)
    await database.db.organisation.deleteMany()
  })

  it('during an outage of the database reports that it could not be decided, not a refusal, and no reason', async () => {
    await account('ina@customer.test')
    provider.signIn({ sub: 'ina-1', email: 'ina@customer.test', email_verified: true })
    await database.db.$executeRawUnsafe('alter table "Identity" rename to "IdentityAway"')
    const byProvider = await signInThere()
    await database.db.$executeRawUnsafe('alter table "IdentityAway" rename to "Identity"')
    expect(byProvider).toEqual({ at: '/signin', error: 'unavailable', email: null })
    await database.db.$executeRawUnsafe('alter table "RateLimit" rename to "RateLimitAway"')
    const byPassword = await signInByPassword('ina@customer.test', 'whatever it is')
    await database.db.$executeRawUnsafe('alter table "RateLimitAway" rename to "RateLimit"')
    expect(byPassword).toBe('unavailable')
    expect(await signInByPassword('ina@customer.test', 'whatever it is')).toBe('CredentialsSignin')
  })
})
