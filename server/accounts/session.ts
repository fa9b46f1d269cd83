import { decode } from 'next-auth/jwt'
import { runtime } from '@/server/infra/runtime'
import type { Viewer } from './schema'
import { type ViewerRow, viewerOfRow, viewerSql } from './store'

/** The names next-auth gives its session cookie over HTTPS and over HTTP. */
const cookieNames = ['__Secure-next-auth.session-token', 'next-auth.session-token']

function sessionCookie(headers: Headers): string | null {
  const jar = headers.get('cookie')
  if (!jar) return null
  for (const pair of jar.split(/;\s*/)) {
    const at = pair.indexOf('=')
    if (at > 0 && cookieNames.includes(pair.slice(0, at))) return pair.slice(at + 1)
  }
  return null
}

/**
 * Who sent this request, with rights read now: one decryption and one prepared statement.
 * Null without a session, and as soon as the account is deactivated or its session version was raised.
 */
export async function viewerOfRequest(headers: Headers): Promise<Viewer | null> {
  const token = sessionCookie(headers)
  if (!token) return null
  const { env, pool } = runtime()
  // A cookie of another installation or a tampered one is no session, not an error.
  const claims = await decode({ token, secret: env.SESSION_SECRET }).catch(() => null)
  if (typeof claims?.userId !== 'string' || typeof claims.sessionVersion !== 'number') return null
  const found = await pool.query<ViewerRow>({
    name: 'viewer',
    text: viewerSql,
    values: [claims.userId, claims.sessionVersion],
  })
  return found.rows[0] ? viewerOfRow(found.rows[0]) : null
}
