import 'server-only'
import { addressOf } from '@/server/accounts/rules'
import { sessionOfRequest } from '@/server/accounts/sign-in/session-cookie'
import { refusalOfOutage } from '@/server/infra/db/database-errors'
import { runtime } from '@/server/infra/runtime'
import { type Context, refusalError } from '@/server/api/procedures'

/** Creates the context of a request's procedures; rights are read from the database, never from the session token. */
export async function contextOf(headers: Headers): Promise<Context> {
  const { db, vital, now, isTimeTrusted, enqueue, live, env } = runtime()
  const address = addressOf(headers, env.TRUST_PROXY === 'on')
  try {
    const session = await sessionOfRequest(headers)
    const viewer = session?.viewer ?? null
    const sessionId = session?.sessionId ?? null
    return { db, vital: vital.db, now, isTimeTrusted, enqueue, live, viewer, sessionId, address }
  } catch (error) {
    const outage = refusalOfOutage(error)
    throw outage ? refusalError(outage) : error
  }
}
