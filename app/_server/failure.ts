import { currentActivity } from '@/server/infra/activity.mjs'

/**
 * Sets the request id as the digest of an error that ends the rendering of a page. Next passes the digest, and nothing
 * else of the error, to the area's error boundary, which shows it for support; every log line of the request has it.
 */
export function markWithRequest(error: unknown): void {
  const { requestId } = currentActivity()
  if (requestId && error instanceof Error && !('digest' in error)) Object.assign(error, { digest: requestId })
}
