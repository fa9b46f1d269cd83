import { log } from '@/server/infra/log'

/** What sending in another's place needs: a lease that lives with its worker, and a record that is not given up. */

/**
 * Renews a lease while `work` runs, so that a lease can be short: a worker that died is noticed by its end, and a request
 * that is merely slow is not sent twice.
 * @param renew writes the new end; false when the lease was lost
 * @param everyMs well below the lease's length
 * @param maxMs after so long it is renewed no more
 */
export async function whileLeased<T>(
  work: Promise<T>,
  renew: () => Promise<boolean>,
  { everyMs, maxMs }: { everyMs: number; maxMs: number },
): Promise<T> {
  let renewals = 0
  let under: Promise<unknown> = Promise.resolve()
  const timer = setInterval(() => {
    renewals += 1
    if (renewals * everyMs >= maxMs) clearInterval(timer)
    under = renew().then(
      (held) => {
        if (!held) clearInterval(timer)
      },
      (error: unknown) => log.warn({ err: (error as Error).message }, 'a lease could not be renewed'),
    )
  }, everyMs)
  timer.unref()
  try {
    return await work
  } finally {
    clearInterval(timer)
    await under
  }
}

const retryPausesMs = [100, 500, 2_000, 2_000, 2_000, 2_000, 2_000, 2_000]

/**
 * Records what was done, and tries again when the database does not take it: what was sent and is not recorded would be
 * sent again.
 * @param record must change nothing when it was recorded already: an answer may be lost after the commit
 * @param mayRetry false once the lease is over
 * @throws the last error
 */
export async function recordSurely<T>(record: () => Promise<T>, mayRetry: () => boolean): Promise<T> {
  for (const pauseMs of [...retryPausesMs, null]) {
    try {
      return await record()
    } catch (error) {
      if (pauseMs === null || !mayRetry()) throw error
      log.warn({ err: (error as Error).message, pauseMs }, 'recording again')
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
  throw new Error('unreachable')
}
