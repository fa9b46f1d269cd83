import type { EmbeddedPostgres, EmbeddedPostgresOptions } from '../support/postgres'
import { startPostgres } from '../support/postgres'
import type { Lifetime } from './lifetime'
import { type RestartLimits, restartPauseMs } from './supervisor'

type Start = (options: EmbeddedPostgresOptions) => Promise<EmbeddedPostgres>
type Pauses = Pick<RestartLimits, 'firstPauseMs' | 'maxPauseMs' | 'stableAfterMs'>
const defaults: Pauses = { firstPauseMs: 500, maxPauseMs: 30_000, stableAfterMs: 60_000 }

/**
 * Runs the embedded server until the lifetime ends and returns its URL. A server that exits by itself is restarted on
 * the same port, after growing pauses and without giving up; its crash recovery restores what was committed, and web
 * and worker wait for it. It is stopped last, even when the lifetime ends while it is starting.
 * @throws Error when the first start fails
 */
export async function keepDatabase(
  lifetime: Lifetime,
  options: EmbeddedPostgresOptions,
  say: (line: string) => void,
  pauses: Partial<Pauses> = {},
  start: Start = startPostgres,
): Promise<string> {
  const limits = { ...defaults, ...pauses }
  let running = start(options)
  let wake: () => void = () => undefined
  lifetime.onEnd(async () => {
    wake()
    await running.then(
      (server) => server.stop(),
      () => undefined, // it was not running
    )
  })
  const first = await running
  const { port } = first

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const keep = async () => {
    let endsInARow = 0
    let server: EmbeddedPostgres | undefined = first
    let startedAt = performance.now()
    for (;;) {
      if (server) {
        const code = await server.exited
        if (lifetime.ending) return
        if (performance.now() - startedAt >= limits.stableAfterMs) endsInARow = 0
        say(`The database stopped unexpectedly (${code ?? 'killed'}); restarting it.`)
        server = undefined
      }
      endsInARow += 1
      await sleep(restartPauseMs(endsInARow, limits))
      if (lifetime.ending) return
      startedAt = performance.now()
      running = start({ ...options, port, onProgress: undefined })
      try {
        server = await running
        say('The database is back.')
      } catch (error) {
        // Old server processes may still hold shared memory, or the disk may be full; both may be temporary.
        say(`The database cannot be started: ${(error as Error).message}`)
      }
    }
  }
  void keep()
  return first.url
}
