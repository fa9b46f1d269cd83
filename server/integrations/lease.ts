import { log } from '@/server/infra/log'

/** Sending under a lease: renewing it while a request runs, and recording the outcome reliably. */

/**
 * Awaits `work` and renews its lease meanwhile. The lease can therefore be short, so that a dead worker is noticed
 * soon, while a slow request is not sent twice. An error of `renew` is only logged.
 * @param renew writes the new end of the lease; returns false when the lease was lost
 * @param everyMs interval of renewals, well below the length of the lease
 * @param maxMs after this time the lease is no longer renewed
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
 * Calls `record` until it succeeds, with pauses of 100 ms to 2 s, because a message that was sent but not recorded
 * would be sent again.
 * @param record must be idempotent, since the answer may be lost after the commit
 * @param mayRetry returns false once the lease has expired
 * @throws the last error, after nine tries or when `mayRetry` returns false
 */
export async function recordWithRetry<T>(record: () => Promise<T>, mayRetry: () => boolean): Promise<T> {
  for (const pauseMs of [...retryPausesMs, null]) {
    try {
      return await record()
    } catch (error) {
      if (pauseMs === null || !mayRetry()) throw error
      log.warn({ err: (error as Error).message, pauseMs }, 'recording is retried')
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
  throw new Error('unreachable')
}
