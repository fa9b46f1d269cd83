import en from '@/messages/en/errors.json'
import zh from '@/messages/zh-CN/errors.json'
import { refusalOfOutage } from '@/server/infra/db/database-errors'
import { log } from '@/server/infra/log'

/**
 * Wraps a route handler outside tRPC: during an outage of the database or the disk it answers 503 with Retry-After and
 * a sentence in both languages, because the reader's language cannot be determined.
 */
export function orUnavailable<A extends unknown[]>(
  handle: (...args: A) => Promise<Response>,
): (...args: A) => Promise<Response> {
  return async (...args) => {
    try {
      return await handle(...args)
    } catch (error) {
      const outage = refusalOfOutage(error)
      if (!outage) throw error
      log.warn({ detail: outage.detail, err: (error as Error).message }, 'unavailable')
      return new Response(`${en.databaseUnavailable}\n${zh.databaseUnavailable}\n`, {
        status: 503,
        headers: {
          'content-type': 'text/plain; charset=utf-8',
          'cache-control': 'no-store',
          'retry-after': String(outage.values?.seconds ?? 5),
        },
      })
    }
  }
}
