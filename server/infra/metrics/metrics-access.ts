import { createHash, timingSafeEqual } from 'node:crypto'

const digest = (text: string) => createHash('sha256').update(text).digest()
const loopback = /^(127\.|::1$|::ffff:127\.)/

/**
 * Tells whether a request may read metrics: with METRICS_TOKEN as its bearer token, or from this machine. Behind a
 * trusted proxy requests may seem to come from this machine, so there only the token counts. Next sets
 * `x-forwarded-for` to the peer itself; any other value came from a proxy.
 */
export function mayReadMetrics(
  headers: Pick<Headers, 'get'>,
  settings: { METRICS_TOKEN?: string; TRUST_PROXY: 'on' | 'off' },
): boolean {
  const token = settings.METRICS_TOKEN
  const given = headers.get('authorization')?.replace(/^Bearer /, '')
  if (token && given && timingSafeEqual(digest(given), digest(token))) return true
  if (settings.TRUST_PROXY === 'on') return false
  const peer = headers.get('x-nightdesk-peer') ?? ''
  const forwarded = headers.get('x-forwarded-for') ?? peer
  return loopback.test(peer) && forwarded === peer
}
