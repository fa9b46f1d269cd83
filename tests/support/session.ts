import { encode } from 'next-auth/jwt'
import { sessionLifeMs } from '@/server/accounts/rules'
import type { Db } from '@/server/infra/db/db'

/** Signs somebody in without the form: a row, and the token that carries its id, as a cookie of the name given. */
export async function sessionCookieOf(
  db: Db,
  userId: string,
  { secret, now, name = 'next-auth.session-token' }: { secret: string; now: Date; name?: string },
): Promise<string> {
  const session = await db.session.create({
    data: { userId, createdAt: now, lastSeenAt: now, expiresAt: new Date(now.getTime() + sessionLifeMs) },
    select: { id: true },
  })
  return `${name}=${await encode({ token: { userId, sessionVersion: 1, sessionId: session.id }, secret })}`
}
