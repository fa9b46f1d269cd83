import { currentActivity } from '@/server/infra/activity.mjs'

/**
 * Gives an error that ends the drawing of a page the id of its request as its digest. Next hands the digest, and nothing
 * else of the error, to the boundary of the area, which shows it for support; every log line of the request carries it.
 */
export function markWithRequest(error: unknown): void {
  const { requestId } = currentActivity()
  if (requestId && error instanceof Error && !('digest' in error)) Object.assign(error, { digest: requestId })
}
