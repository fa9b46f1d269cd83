import https from 'node:https'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openGuard, openOutgoing, OutgoingRefused, requireSuccess } from '@/server/integrations/outgoing/outgoing'
import { type HttpRecorder, recordHttp } from '@/tests/support/http'

let server: HttpRecorder
beforeEach(async () => {
  server = await recordHttp()
})
afterEach(() => server.close())

const closed = { OUTGOING_ALLOW: undefined }
const loopback = { OUTGOING_ALLOW: '127.0.0.1' }
const refusal = (asking: Promise<unknown>) =>
  asking.then(
    () => 'answered',
    (error: unknown) => (error instanceof OutgoingRefused ? error : Promise.reject(error as Error)),
  )

describe('an outgoing request', () => {
  it('goes to an address that is allowed, with its body and headers', async () => {
    const send = openOutgoing(loopback)
    const answer = await send({ url: `${server.url}/hook?a=1`, headers: { 'x-a': 'b' }, body: 'späť' })
    expect(answer).toMatchObject({ status: 200, body: 'ok' })
    expect(server.requests).toMatchObject([{ method: 'POST', path: '/hook?a=1', body: 'späť' }])
    expect(server.requests[0]!.headers['x-a']).toBe('b')
  })

  it.each([
    (port: number) => `http://127.0.0.1:${port}/`,
    (port: number) => `http://2130706433:${port}/`,
    (port: number) => `http://0177.0.0.1:${port}/`,
    (port: number) => `http://0x7f.1:${port}/`,
    (port: number) => `http://127.1:${port}/`,
    (port: number) => `http://[::ffff:127.0.0.1]:${port}/`,
    (port: number) => `http://0.0.0.0:${port}/`,
    (port: number) => `http://localhost:${port}/`,
  ])('never reaches the loopback address, however it is written (%#)', async (url) => {
    const refused = await refusal(openOutgoing(closed)({ url: url(server.port) }))
    expect(refused).toMatchObject({ permanent: true })
    expect(server.requests).toEqual([])
  })

  it('connects to the address that was checked, even if the name then resolves to another', async () => {
    const answers = [['93.184.215.14'], ['127.0.0.1']]
    let asked = 0
    const resolve = async () => answers[asked++] ?? ['127.0.0.1']
    const send = openOutgoing(closed, { resolve, timeoutMs: 200 })
    // The public address is out of reach here: what matters is that the loopback was not asked instead.
    expect(await refusal(send({ url: `http://rebound.example:${server.port}/` }))).toMatchObject({ permanent: false })
    expect([asked, server.requests.length]).toEqual([1, 0])
  })

  it('skips the private addresses of a name that has both kinds', async () => {
    const send = openOutgoing(closed, { resolve: async () => ['127.0.0.1', '10.0.0.1'] })
    expect(await refusal(send({ url: `http://mixed.example:${server.port}/` }))).toMatchObject({ permanent: true })
    expect(server.requests).toEqual([])
  })

  it('reaches an allowed name, wherever it resolves to', async () => {
    const send = openOutgoing({ OUTGOING_ALLOW: 'hooks.internal' }, { resolve: async () => ['127.0.0.1'] })
    expect((await send({ url: `http://hooks.internal:${server.port}/` })).status).toBe(200)
    expect(server.requests[0]!.headers.host).toBe(`hooks.internal:${server.port}`)
  })

  it('follows no redirect', async () => {
    const inner = await recordHttp()
    server.answer({ status: 307, headers: { location: inner.url } })
    const answer = await openOutgoing(loopback)({ url: server.url })
    expect(answer.status).toBe(307)
    expect(() => requireSuccess(answer)).toThrow('redirects are not followed')
    expect(inner.requests).toEqual([])
    await inner.close()
  })

  it('times out on a server that does not respond', async () => {
    server.answer(null)
    const refused = await refusal(openOutgoing(loopback, { timeoutMs: 100 })({ url: server.url }))
    expect(refused).toMatchObject({ permanent: false, message: 'no answer within 100 ms' })
  })

  it('times out on a resolver that does not respond', async () => {
    const send = openOutgoing(closed, { timeoutMs: 100, resolve: () => new Promise(() => undefined) })
    expect(await refusal(send({ url: 'http://slow.example/' }))).toMatchObject({ permanent: false })
  })

  it('reads no more of a response than it needs', async () => {
    server.answer({ status: 200, body: 'x'.repeat(5_000_000) })
    expect((await openOutgoing(loopback)({ url: server.url })).body).toHaveLength(64 * 1024)
  })

  it.each(['ftp://example.com/', 'file:///etc/passwd', 'http://user:word@example.com/', 'nonsense'])(
    'is not made with %s',
    async (url) => expect(await refusal(openOutgoing(loopback)({ url }))).toMatchObject({ permanent: true }),
  )

  it('can be retried when nothing listens on the port', async () => {
    const gone = await recordHttp()
    await gone.close()
    expect(await refusal(openOutgoing(loopback)({ url: gone.url }))).toMatchObject({ permanent: false })
  })
})

describe("a guard for a library's own requests", () => {
  it('refuses a private address before the request, and again when it connects', async () => {
    const { agent, check } = openGuard(closed)
    const refused = await refusal(check(`https://localhost:${server.port}/`))
    expect(refused).toMatchObject({ permanent: true })
    expect(await refusal(check('https://[::1]/'))).toMatchObject({ permanent: true })
    const reason = await new Promise<Error>((resolve) => {
      https.get(`https://localhost:${server.port}/`, { agent }).on('error', resolve)
    })
    expect(reason.message).toContain('not an address of the public internet')
    agent.destroy()
  })

  it('lets allowed addresses pass', async () => {
    await expect(openGuard(loopback).check(`https://127.0.0.1:${server.port}/`)).resolves.toBeUndefined()
  })
})

it.each([
  [400, true],
  [404, true],
  [410, true],
  [302, true],
  [408, false],
  [429, false],
  [500, false],
  [503, false],
])('whether an answer of %i is permanent: %s', (status, permanent) => {
  const outcome = (() => {
    try {
      return requireSuccess({ status, headers: {}, body: '' })
    } catch (error) {
      return (error as OutgoingRefused).permanent
    }
  })()
  expect(outcome).toBe(permanent)
})
