import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { currentActivity } from '@/server/infra/activity.mjs'
import { fileBound, maxBodyBytes, procedureBounds } from '@/server/infra/input/body-bounds.mjs'
import { largeInputs } from '@/app/_trpc/large-inputs'
import { guarded, refusalOf } from './guard.mjs'

const kB = 1024
const publicOrigin = 'https://desk.example.com'
const form = { 'content-type': 'application/x-www-form-urlencoded' }
const refusal = (method: string, url: string, headers: http.IncomingHttpHeaders = {}) =>
  refusalOf({ method, url, headers }, publicOrigin)

describe('every route has a body limit by default', () => {
  it.each([
    ['/api/anything-new', 64 * kB],
    ['/api/auth/callback/password', 64 * kB],
    ['/p/token', 64 * kB],
    ['/tickets', 64 * kB],
    ['/api/trpc/tickets.file', 256 * kB],
    ['/api/trpc/knowledge.save', 1024 * kB],
    ['/api/trpc/sla.readHolidays', 6 * 1024 * kB],
    ['/api/trpc/sla.readHolidays,accounts.requestLink', 256 * kB],
    ['/api/trpc/constructor', 256 * kB],
    ['/api/files', fileBound],
    ['/api/files/', 64 * kB],
    ['/api/files/x', 64 * kB],
    ['constructor', 64 * kB],
  ])('%s', (path, bytes) => {
    expect(maxBodyBytes(path)).toBe(bytes)
    expect(refusal('POST', path, { ...form, 'next-action': 'x', 'content-length': String(bytes + 1) })).toBe(
      path.startsWith('/') ? 413 : 400,
    )
  })
  it('the browser never batches calls that may have large inputs', () => {
    expect([...largeInputs].sort()).toEqual(Object.keys(procedureBounds).sort())
  })
})

describe('a request is refused by its headers', () => {
  it.each([
    ['a body on a query', 'GET', '/api/trpc/accounts.me', { 'content-length': '2' }, 400],
    ['a chunked body on a page', 'GET', '/tickets', { 'transfer-encoding': 'chunked' }, 400],
    ['a URL that cannot be decoded', 'GET', '/tickets/%E0%A4%A', {}, 400],
    ['a URL truncated within a character', 'GET', '/p/%F0%9F', {}, 400],
    ['a NUL in the path', 'GET', '/p/%00', {}, 400],
    ['a NUL in the query', 'GET', '/signin?callbackUrl=%00', {}, 400],
    ['a URL of another host', 'GET', 'http://other.example/', {}, 400],
    ['an unknown method', 'TRACE', '/', {}, 405],
    ['a form for a page', 'POST', '/tickets', form, 405],
    ['an invalid Content-Length', 'POST', '/api/files', { 'content-length': 'much' }, 413],
    ['line breaks in a header', 'POST', '/api/auth/_log', form, 404],
    [
      'JSON to sign in',
      'POST',
      '/api/auth/callback/password',
      { 'content-type': 'application/json', 'content-length': '1' },
      415,
    ],
    ['another site', 'POST', '/api/trpc/tickets.file', { origin: 'https://evil.example' }, 403],
    [
      'a neighbour of the same site',
      'POST',
      '/api/files',
      { origin: 'https://kb.example.com', host: 'desk.example.com' },
      403,
    ],
    ['another port', 'POST', '/api/files', { origin: 'http://localhost:9999', host: 'localhost:3000' }, 403],
    ['a page without an origin', 'POST', '/api/trpc/tickets.file', { origin: 'null' }, 403],
    ['another site that hides its origin', 'POST', '/api/files', { 'sec-fetch-site': 'cross-site' }, 403],
    ['an invalid origin', 'POST', '/api/files', { origin: '?' }, 403],
  ] as const)('%s', (_what, method, url, headers, status) => {
    expect(refusal(method, url, headers)).toBe(status)
  })

  it.each([
    ['a query', 'GET', '/api/trpc/accounts.me', {}],
    ['our own page', 'POST', '/api/trpc/tickets.file', { origin: publicOrigin }],
    [
      'the same machine by another name',
      'POST',
      '/api/files',
      { origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' },
    ],
    ['a program', 'POST', '/api/files', { 'content-length': '10' }],
    ['an action of a page', 'POST', '/signin', { 'next-action': 'abc', origin: publicOrigin }],
    ['an acknowledgement from anywhere', 'POST', '/p/token', { origin: 'null' }],
    ['a report of Twilio', 'POST', '/api/twilio/status/x', {}],
    ['a form to sign in', 'POST', '/api/auth/callback/password', { ...form, 'content-length': '20' }],
  ] as const)('or is passed on: %s', (_what, method, url, headers) => {
    expect(refusal(method, url, headers)).toBeNull()
  })
})

describe('a body without a Content-Length', () => {
  let server: http.Server | undefined
  afterEach(() => {
    server?.closeAllConnections()
    server?.close()
  })
  const open = async () => {
    const seen = { bytes: 0, whole: 0, failed: 0 }
    const handle = async (request: http.IncomingMessage, response: http.ServerResponse) => {
      try {
        for await (const part of request) seen.bytes += (part as Buffer).length
      } catch (error) {
        seen.failed += 1
        throw error
      }
      seen.whole += 1
      response.end('taken')
    }
    server = http.createServer(guarded(handle, { publicUrl: publicOrigin }))
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    /** Sends chunks until the other side ends the connection; resolves with what it said. */
    const send = (path: string, chunks: number, chunkBytes: number) =>
      new Promise<string>((resolve) => {
        let answer = ''
        const socket = net.connect(port, '127.0.0.1')
        socket.on('data', (data) => (answer += data))
        socket.on('error', () => undefined)
        socket.on('close', () => resolve(answer))
        socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`)
        const chunk = `${chunkBytes.toString(16)}\r\n${'a'.repeat(chunkBytes)}\r\n`
        let sent = 0
        const more = () => {
          while (sent < chunks && !socket.destroyed) {
            sent += 1
            if (!socket.write(chunk)) return void socket.once('drain', more)
          }
          if (!socket.destroyed) socket.write('0\r\n\r\n')
        }
        more()
      })
    return { seen, send }
  }

  it('is passed on complete up to its limit', async () => {
    const { seen, send } = await open()
    expect(await send('/p/token', 64, kB)).toContain('200 OK')
    expect(seen).toEqual({ bytes: 64 * kB, whole: 1, failed: 0 })
  })
  it('is cut off beyond the limit, and reading it fails', async () => {
    const { seen, send } = await open()
    expect(await send('/p/token', 100_000, kB)).toMatch(/^(HTTP\/1\.1 413|$)/)
    await expect.poll(() => seen.failed).toBe(1)
    expect(seen.whole).toBe(0)
    expect(seen.bytes).toBeLessThanOrEqual(64 * kB)
  })
})

describe('every response carries the id of its request', () => {
  const answered = async (given: Record<string, string>, method = 'GET') => {
    let seen: unknown
    let activity: unknown
    const server = http.createServer(
      guarded(
        (request: http.IncomingMessage, response: http.ServerResponse) => {
          seen = request.headers['x-request-id']
          activity = currentActivity().requestId
          response.end()
        },
        { publicUrl: publicOrigin },
      ),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const { headers } = await fetch(`http://127.0.0.1:${port}/tickets`, { method, headers: given })
    server.close()
    return { told: headers.get('x-request-id'), seen, activity }
  }
  it('which is the id of the proxy in front, and is in the log lines too', async () => {
    const id = 'edge-0123456789'
    expect(await answered({ 'x-request-id': id })).toEqual({ told: id, seen: id, activity: id })
  })
  it('which is a new one when the caller sends an invalid one, even when the request is refused', async () => {
    const { told, seen, activity } = await answered({ 'x-request-id': '{"level":"fatal"}' })
    expect(told).toMatch(/^[0-9a-f-]{36}$/)
    expect([seen, activity]).toEqual([told, told])
    expect((await answered({}, 'POST')).told).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('every response carries its security policy', () => {
  const answerOf = async (path: string, publicUrl: string, own: Record<string, string> = {}) => {
    let nonce: unknown
    const server = http.createServer(
      guarded(
        (request: http.IncomingMessage, response: http.ServerResponse) => {
          nonce = request.headers['x-nonce']
          for (const [name, value] of Object.entries(own)) response.setHeader(name, value)
          response.end()
        },
        { publicUrl },
      ),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const { headers } = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'x-nonce': 'mine' } })
    server.close()
    return { headers, nonce: String(nonce) }
  }
  it('a page allows only its own scripts, with a new nonce each time', async () => {
    const [one, two] = [await answerOf('/tickets', publicOrigin), await answerOf('/tickets', publicOrigin)]
    expect(one.headers.get('content-security-policy')).toContain(`script-src 'nonce-${one.nonce}' 'strict-dynamic';`)
    expect(one.nonce).not.toBe(two.nonce)
    expect(one.nonce).not.toBe('mine')
    expect(one.headers.get('strict-transport-security')).toBe('max-age=31536000')
    expect(one.headers.get('permissions-policy')).toContain('microphone=()')
  })
  it('without HTTPS no header requires it', async () => {
    const { headers } = await answerOf('/tickets', 'http://localhost:3000')
    expect(headers.get('strict-transport-security')).toBeNull()
  })
  it('a response of the API is not cached and cannot render as a page', async () => {
    const { headers } = await answerOf('/api/new', publicOrigin, { 'cache-control': 'no-cache, no-transform' })
    expect(headers.get('cache-control')).toBe('private, no-store, no-transform')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
  })
  it('a route that has a stricter policy keeps it', async () => {
    const { headers } = await answerOf('/p/token', publicOrigin, { 'content-security-policy': "default-src 'none'" })
    expect(headers.get('content-security-policy')).toBe("default-src 'none'")
  })
})
