import { describe, expect, it } from 'vitest'
import { refusalOf } from './guard.mjs'
import { allowedHosts } from './hosts.mjs'

const publicUrl = 'https://desk.example.com'
const isAllowed = allowedHosts({ publicUrl, more: 'desk.intern.example, other.example:3000', hostname: 'box.lan' })

describe('a host that is allowed for writes', () => {
  it.each([
    'desk.example.com',
    'DESK.example.com:443',
    'desk.intern.example:3000',
    'other.example',
    'box.lan:3000',
    'localhost:3000',
    'app.localhost',
    '127.0.0.1:3000',
    '192.168.1.5:3000',
    '[::1]:3000',
    'web:3000',
  ])('is %s', (host) => {
    expect(isAllowed(host)).toBe(true)
  })

  it.each([
    'evil.example',
    'evil.example:3000',
    'desk.example.com.evil.example',
    '127.0.0.1.nip.io',
    'a b',
    '',
    undefined,
  ])('is not %s', (host) => {
    expect(isAllowed(host)).toBe(false)
  })
})

describe('a foreign page whose name was rebound to this machine', () => {
  const send = (method: string, url: string, headers: Record<string, string>) =>
    refusalOf({ method, url, headers }, publicUrl, isAllowed)
  const host = 'evil.example:3000'

  it('cannot write, although its origin equals the host it calls', () => {
    expect(send('POST', '/api/trpc/tickets.file', { host, origin: `http://${host}` })).toBe(403)
    expect(send('POST', '/api/auth/callback/password', { host, origin: `http://${host}` })).toBe(403)
    expect(send('POST', '/api/trpc/tickets.file', { host, 'sec-fetch-site': 'same-origin' })).toBe(403)
  })

  it('cannot read the metrics that are open to this machine, while a program with the token can', () => {
    expect(send('GET', '/api/metrics', { host })).toBe(403)
    expect(send('GET', '/api/metrics', { host, authorization: 'Bearer x' })).toBeNull()
    expect(send('GET', '/api/metrics', { host: 'localhost:3000' })).toBeNull()
  })

  it('is distinguished from our own page under another name of this installation', () => {
    const own = 'desk.intern.example:3000'
    expect(send('POST', '/api/trpc/tickets.file', { host: own, origin: `http://${own}` })).toBeNull()
  })

  it('is distinguished from a program, which sends no origin', () => {
    expect(send('POST', '/api/trpc/tickets.file', { host })).toBeNull()
  })
})
