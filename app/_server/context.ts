import 'server-only'
import { viewerOfRequest } from '@/server/accounts/session'
import { runtime } from '@/server/infra/runtime'
import type { Context } from '@/server/trpc'

/** The nearest proxy's word for who asks; for limits only. */
function addressOf(headers: Headers): string {
  const forwarded = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim()
  return forwarded || 'unknown'
}

/** What every procedure of a request receives; rights are read now, never from the session token. */
export async function contextOf(headers: Headers): Promise<Context> {
  const { db, now, enqueue, live } = runtime()
  return { db, now, enqueue, live, viewer: await viewerOfRequest(headers), address: addressOf(headers) }
}
