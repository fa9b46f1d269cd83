import type { EmbeddedPostgres, EmbeddedPostgresOptions } from '../support/postgres'
import { startPostgres } from '../support/postgres'
import type { Lifetime } from './lifetime'
import { type Patience, restartPauseMs } from './supervisor'

type Start = (options: EmbeddedPostgresOptions) => Promise<EmbeddedPostgres>
type Pauses = Pick<Patience, 'firstPauseMs' | 'maxPauseMs' | 'stableAfterMs'>
const defaults: Pauses = { firstPauseMs: 500, maxPauseMs: 30_000, stableAfterMs: 60_000 }

/**
 * Runs the embedded server for as long as the lifetime and returns its address. A server that ends by itself is started
 * again on the same port, after a growing pause and without giving up; its own crash recovery restores what was
 * committed, and web and worker wait for it meanwhile. It is stopped last, also when the end comes while it starts.
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
      () => undefined, // it did not run
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
        say(`The database ended by itself (${code ?? 'killed'}); starting it again.`)
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
        // The server's last processes may still hold its memory, or its disk may be full: both can pass.
        say(`The database cannot be started: ${(error as Error).message}`)
      }
    }
  }
  void keep()
  return first.url
}
