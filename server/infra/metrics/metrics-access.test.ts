import { expect, it } from 'vitest'
import { mayReadMetrics } from './metrics-access'

it.each<[string, Record<string, string>, { METRICS_TOKEN?: string; TRUST_PROXY: 'on' | 'off' }, boolean]>([
  ['a program on this machine', { 'x-nightdesk-peer': '127.0.0.1' }, { TRUST_PROXY: 'off' }, true],
  [
    'the same, with the header that Next adds',
    { 'x-nightdesk-peer': '::ffff:127.0.0.1', 'x-forwarded-for': '::ffff:127.0.0.1' },
    { TRUST_PROXY: 'off' },
    true,
  ],
  ['another machine', { 'x-nightdesk-peer': '192.0.2.7' }, { TRUST_PROXY: 'off' }, false],
  [
    'another machine through a proxy here',
    { 'x-nightdesk-peer': '127.0.0.1', 'x-forwarded-for': '192.0.2.7' },
    { TRUST_PROXY: 'off' },
    false,
  ],
  ['this machine behind a proxy', { 'x-nightdesk-peer': '127.0.0.1' }, { TRUST_PROXY: 'on' }, false],
  [
    'another machine with the token',
    { 'x-nightdesk-peer': '192.0.2.7', authorization: 'Bearer secret' },
    { METRICS_TOKEN: 'secret', TRUST_PROXY: 'on' },
    true,
  ],
  [
    'another machine with a wrong token',
    { 'x-nightdesk-peer': '192.0.2.7', authorization: 'Bearer guess' },
    { METRICS_TOKEN: 'secret', TRUST_PROXY: 'on' },
    false,
  ],
  ['a request without a peer address', {}, { TRUST_PROXY: 'off' }, false],
])('metrics are answered or refused for %s', (_, headers, settings, may) => {
  expect(mayReadMetrics(new Headers(headers), settings)).toBe(may)
})
