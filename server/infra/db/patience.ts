/** Rejects after `ms`, whatever becomes of the work; a rejection that comes later is dropped. */
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

/** Something took longer than it may. */
export class PatienceOver extends Error {
  constructor(ms: number) {
    super(`not finished within ${ms} ms`)
    this.name = 'PatienceOver'
  }
}
