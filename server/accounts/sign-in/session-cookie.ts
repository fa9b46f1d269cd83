import { isStaff, type PersonActor } from '@/server/vocabulary/rights/actor'
import { decode, type JWT } from 'next-auth/jwt'
import { log } from '@/server/infra/log'
import { runtime } from '@/server/infra/runtime'
import { idleLimitMs } from '../rules'
import { sessionViewerSql, type ViewerRow, viewerOfRow } from '../queries'

/**
 * Returns the name of the session's cookie. With the `__Host-` prefix (HTTPS) the browser binds the cookie to this
 * host: neither an insecure connection nor a sibling subdomain can set it.
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

const maxCached = 5_000
const remembered = new Map<string, JWT>()

/**
 * Returns a token's claims. They never change, so each token is decrypted once; its holder's rights are read each time.
 */
async function claimsOf(token: string, secret: string, now: Date): Promise<JWT | null> {
  const known = remembered.get(token)
  if (known && typeof known.exp === 'number' && known.exp * 1_000 > now.getTime()) return known
  remembered.delete(token)
  // A cookie of another installation, or a tampered one, means that there is no session; it is not an error.
  const claims = await decode({ token, secret }).catch(() => null)
  if (!claims) return null
  if (remembered.size >= maxCached) remembered.clear()
  remembered.set(token, claims)
  return claims
}

/** Minimum interval between two writes of a session's last use, so that not every request writes. */
const writeSeenEveryMs = 5 * 60_000

export interface SignedIn {
  viewer: PersonActor
  sessionId: string
}

/**
 * Returns who sent this request, with current rights: one prepared statement on the vital pool. Null without a session,
 * when its row is gone, when it has been idle for too long, and when the account is deactivated.
 */
export async function sessionOfRequest(headers: Headers): Promise<SignedIn | null> {
  const { env, vital, now } = runtime()
  const { pool } = vital
  const token = sessionCookie(headers, sessionCookieName(env.PUBLIC_URL))
  if (!token) return null
  const at = now()
  const claims = await claimsOf(token, env.SESSION_SECRET, at)
  if (typeof claims?.sessionId !== 'string') return null
  const found = await pool.query<ViewerRow & { lastSeenAt: Date }>({
    name: 'session-viewer',
    text: sessionViewerSql,
    values: [claims.sessionId, at],
  })
  const row = found.rows[0]
  if (!row) return null
  const viewer = viewerOfRow(row)
  const idleMs = at.getTime() - row.lastSeenAt.getTime()
  if (idleMs > (isStaff(viewer) ? idleLimitMs.staff : idleLimitMs.customer)) return null
  if (idleMs > writeSeenEveryMs)
    void pool
      .query('update "Session" set "lastSeenAt" = greatest("lastSeenAt", $2::timestamptz) where "id" = $1::uuid', [
        claims.sessionId,
        at,
      ])
      .catch((error: unknown) => log.warn({ err: String(error) }, 'last use of a session'))
  return { viewer, sessionId: claims.sessionId }
}

/** Returns only the person who sent the request; see `sessionOfRequest`. */
export const viewerOfRequest = async (headers: Headers): Promise<PersonActor | null> =>
  (await sessionOfRequest(headers))?.viewer ?? null
