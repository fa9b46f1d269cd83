/**
 * Returns the result of `work`, or rejects after `ms`. The work itself is not cancelled; a later rejection is ignored.
 * @throws TimeoutError when the work takes longer
 */
export async function withTimeout<T>(
  ms: number,
  work: Promise<T>,
  onTimeout: () => void = () => undefined,
): Promise<T> {
  work.catch(() => undefined)
  let timer: NodeJS.Timeout | undefined
  const timedOut = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      onTimeout()
      reject(new TimeoutError(ms))
    }, ms)
  })
  try {
    return await Promise.race([work, timedOut])
  } finally {
    clearTimeout(timer)
  }
}

/** Thrown when an operation exceeds its time-out. */
export class TimeoutError extends Error {
  constructor(ms: number) {
    super(`not finished within ${ms} ms`)
    this.name = 'TimeoutError'
  }
}
