import 'server-only'
import { addressOf } from '@/server/accounts/rules'
import { viewerOfRequest } from '@/server/accounts/session'
import { runtime } from '@/server/infra/runtime'
import type { Context } from '@/server/trpc'

/** What every procedure of a request receives; rights are read now, never from the session token. */
export async function contextOf(headers: Headers): Promise<Context> {
  const { db, now, enqueue, live, env } = runtime()
  const address = addressOf(headers, env.TRUST_PROXY === 'on')
  return { db, now, enqueue, live, viewer: await viewerOfRequest(headers), address }
}
