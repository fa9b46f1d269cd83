import { decode, type JWT } from 'next-auth/jwt'
import { runtime } from '@/server/infra/runtime'
import type { Viewer } from './schema'
import { type ViewerRow, viewerOfRow, viewerSql } from './store'

/**
 * The one name of the session's cookie. Over HTTPS the browser keeps it to this host, and takes it from nobody who reached
 * the host without HTTPS or sits on a neighbour.
 */
export const sessionCookieName = (publicUrl: string): string =>
  publicUrl.startsWith('https://') ? '__Host-nightdesk.session' : 'next-auth.session-token'

function sessionCookie(headers: Headers, name: string): string | null {
  const jar = headers.get('cookie')
  if (!jar) return null
  for (const pair of jar.split(/;\s*/)) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at) === name) return pair.slice(at + 1)
  }
  return null
}

const mostRemembered = 5_000
const remembered = new Map<string, JWT>()

/** A token says the same for as long as it lives, so it is decrypted once; what its holder may do is read every time. */
async function claimsOf(token: string, secret: string, now: Date): Promise<JWT | null> {
  const known = remembered.get(token)
  if (known && typeof known.exp === 'number' && known.exp * 1_000 > now.getTime()) return known
  remembered.delete(token)
  // A cookie of another installation or a tampered one is no session, not an error.
  const claims = await decode({ token, secret }).catch(() => null)
  if (!claims) return null
  if (remembered.size >= mostRemembered) remembered.clear()
  remembered.set(token, claims)
  return claims
}

/**
 * Who sent this request, with rights read now: one prepared statement, on the pool that does not wait behind requests.
 * Null without a session, and as soon as the account is deactivated or its session version was raised.
 */
export async function viewerOfRequest(headers: Headers): Promise<Viewer | null> {
  const { env, vital, now } = runtime()
  const token = sessionCookie(headers, sessionCookieName(env.PUBLIC_URL))
  if (!token) return null
  const claims = await claimsOf(token, env.SESSION_SECRET, now())
  if (typeof claims?.userId !== 'string' || typeof claims.sessionVersion !== 'number') return null
  const found = await vital.pool.query<ViewerRow>({
    name: 'viewer',
    text: viewerSql,
    values: [claims.userId, claims.sessionVersion],
  })
  return found.rows[0] ? viewerOfRow(found.rows[0]) : null
}
