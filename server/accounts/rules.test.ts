import { describe, expect, it } from 'vitest'
import { addressOf } from './rules'

describe('the address by which sign-in attempts are limited', () => {
  const peer = { 'x-nightdesk-peer': '198.51.100.7' }
  it.each([
    // [what a request carries, proxy trusted, address]
    [{}, false, 'unknown'],
    [{}, true, 'unknown'],
    [peer, false, '198.51.100.7'],
    [peer, true, '198.51.100.7'],
    [{ ...peer, 'x-forwarded-for': '203.0.113.9' }, false, '198.51.100.7'],
    [{ ...peer, 'x-real-ip': '203.0.113.9' }, false, '198.51.100.7'],
    [{ ...peer, 'x-forwarded-for': '203.0.113.9' }, true, '203.0.113.9'],
    [{ ...peer, 'x-forwarded-for': '203.0.113.66, 203.0.113.9' }, true, '203.0.113.9'],
  ])('%j, trusted %s: %s', (headers, trusted, address) => {
    expect(addressOf(new Headers(headers as Record<string, string>), trusted)).toBe(address)
  })
})
