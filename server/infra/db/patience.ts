/**
 * Returns the result of `work`, or rejects after `ms`. The work itself is not cancelled; a later rejection is ignored.
 * @throws PatienceOver when the work takes longer
 */
export async function within<T>(ms: number, work: Promise<T>, onMissed: () => void = () => undefined): Promise<T> {
  work.catch(() => undefined)
  let timer: NodeJS.Timeout | undefined
  const missed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      onMissed()
      reject(new PatienceOver(ms))
    }, ms)
  })
  try {
    return await Promise.race([work, missed])
  } finally {
    clearTimeout(timer)
  }
}

/** Thrown when an operation exceeds its time-out. */
export class PatienceOver extends Error {
  constructor(ms: number) {
    super(`not finished within ${ms} ms`)
    this.name = 'PatienceOver'
  }
}
