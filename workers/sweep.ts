import type { ServiceContext } from '@/server/infra/context'
import { type DueName, dueKinds } from '@/server/due/kinds'
import { log } from '@/server/infra/log'
import { isOutage, reportDatabaseUnavailable } from '@/server/infra/db/outage'
import { withTimeout } from '@/server/infra/db/with-timeout'
import { type Failing, selectFailing } from '@/server/infra/jobs/parking'
import { selectOverdue } from '@/server/due/overdue'
import { armClocks } from '@/server/tickets/clocks/clocks'
import { laneOf, openKinds, openLaneSpecs } from './lanes'
import { openLane } from './lane'
import type { SweepTransports } from './tools'

export type { SweepTransports } from './tools'

const maxRounds = 50

/** Returns the names of kinds that have overdue or failing items, and of those that must always be looked at. */
async function selectKindsToLookAt(ctx: ServiceContext, failing: readonly Failing[]): Promise<Set<string>> {
  const overdue = await selectOverdue(ctx.db, ctx.now())
  return new Set([
    ...overdue.filter(({ count }) => count > 0).map(({ name }) => name),
    ...failing.map(({ kind }) => kind),
    ...dueKinds.flatMap(({ isAlwaysLooked, name }) => (isAlwaysLooked ? [name] : [])),
  ])
}

/**
 * Handles what is due until a round finds nothing new, kind after kind, the most urgent first; for tests and tools. One
 * statement selects the kinds to look at, because a simulated story calls this at every instant of several weeks.
 * @returns the number of items handled
 */
export async function runSweepOnce(
  ctx: ServiceContext,
  transports: SweepTransports,
  workerId: string,
): Promise<number> {
  const lanes = Object.values(openKinds(transports, workerId)).map((kind) =>
    openLane(ctx, { name: kind.name, kinds: [kind], slots: 6, isWaiting: true, maxItemMs: Number.POSITIVE_INFINITY }),
  )
  let handled = 0
  for (let round = 0; round < maxRounds; round += 1) {
    let inRound = 0
    const failing = await selectFailing(ctx.db)
    let wanted = await selectKindsToLookAt(ctx, failing)
    for (const lane of lanes) {
      if (!wanted.has(lane.spec.name)) continue
      const { found, done } = await lane.pass(undefined, failing)
      await done
      inRound += found
      // Handled items may have made items of other kinds due.
      if (found > 0) wanted = await selectKindsToLookAt(ctx, failing)
    }
    handled += inRound
    if (inRound === 0) break
  }
  return handled
}

/** Durations of the sweep, in ms. */
export interface SweepTimings {
  everyMs: number
  /** After this time a pass begins no further item and leaves the rest to the next pass. */
  budgetMs: number
  /** A pass that takes longer counts as hung. */
  deadlineMs: number
  /** How long `stop` waits for items in progress. */
  graceMs: number
}
const defaults: SweepTimings = { everyMs: 2_000, budgetMs: 10_000, deadlineMs: 30_000, graceMs: 8_000 }

const armEveryMs = 60_000
/** Longer than the arming interval, so that no instant is missed between two passes. */
const armHorizonMs = 2 * 60_000

export interface SweepOptions {
  timings?: Partial<SweepTimings>
  /** Called each time every lane has finished a pass since the previous call. */
  onComplete?: () => Promise<unknown>
  /** Called once when a pass or an item misses its deadline; the process should end then. */
  onHung?: (what: string) => void
  /** Aborted when the process is to end; long work then stops and leaves the rest to another worker. */
  signal?: AbortSignal
}

export interface Sweep {
  /**
   * Queues one item that a job asks for, independently of the passes; it begins as soon as its lane has a free slot.
   */
  offer(name: DueName, id: string, jobId?: string): Promise<void>
  /** Begins nothing new and waits for items in progress, but no longer than `graceMs`. */
  stop(): Promise<void>
}

/** Ends the process with exit code 70, so that its supervisor starts a new one. */
function exitHung(what: string): void {
  log.fatal({ what }, 'hung: a pass missed its deadline; this process exits to be restarted')
  process.exit(70)
}

/**
 * Starts the sweep, which finds due work in the database. It uses timers in every worker instead of jobs, so that it
 * works when a queue was flushed or is down. Each lane has its own timer, so that nothing urgent waits for a network
 * request. A sweep is complete when every lane has finished a pass.
 */
export function startSweep(
  ctx: ServiceContext,
  transports: SweepTransports,
  workerId: string,
  { timings, onComplete, onHung = exitHung, signal }: SweepOptions = {},
): Sweep {
  const limits = { ...defaults, ...timings }
  const kinds = openKinds(transports, workerId, signal)
  const lanes = openLaneSpecs(kinds).map((spec) => openLane(ctx, spec))
  const timers: NodeJS.Timeout[] = []
  const underWay = new Set<Promise<void>>()
  let isStopped = false
  let isHung = false
  const reportHung = (what: string) => {
    if (isHung || isStopped) return
    isHung = true
    onHung(what)
  }

  /** Runs `pass` at every interval, never twice at once, and reports it as hung when it misses its deadline. */
  const repeat = (name: string, pass: () => Promise<void>) => {
    let isBusy = false
    const turn = () => {
      if (isBusy || isStopped) return
      isBusy = true
      const under = withTimeout(limits.deadlineMs, pass(), () => reportHung(name))
        .catch((error: unknown) => {
          if (isOutage(error)) reportDatabaseUnavailable(error)
          else log.error({ err: error, lane: name }, 'sweep')
        })
        .finally(() => {
          isBusy = false
          underWay.delete(under)
        })
      underWay.add(under)
    }
    timers.push(setInterval(turn, limits.everyMs))
    turn()
  }

  const unfinished = new Set<string>()
  const renew = () => {
    for (const lane of lanes) unfinished.add(lane.spec.name)
  }
  renew()
  const finished = async (name: string) => {
    unfinished.delete(name)
    if (unfinished.size > 0) return
    renew()
    await onComplete?.()
  }

  for (const lane of lanes) {
    const { name, isWaiting, maxItemMs } = lane.spec
    repeat(name, async () => {
      const oldest = lane.oldest()
      if (oldest && oldest.sinceMs > maxItemMs) reportHung(oldest.key)
      const until = performance.now() + limits.budgetMs
      for (;;) {
        const { found, done } = await lane.pass(isWaiting ? until : undefined)
        if (!isWaiting) break
        await done
        if (found === 0 || performance.now() >= until || isStopped) break
      }
      await finished(name)
    })
  }
  let armedAt = Number.NEGATIVE_INFINITY
  repeat('arming', async () => {
    if (ctx.now().getTime() - armedAt < armEveryMs) return
    await armClocks(ctx, armHorizonMs)
    armedAt = ctx.now().getTime()
  })

  return {
    async offer(name, id, jobId) {
      const laneName = await laneOf(ctx, kinds[name], id)
      lanes.find(({ spec }) => spec.name === laneName)?.offer(kinds[name], id, jobId)
    },
    async stop() {
      isStopped = true
      for (const timer of timers) clearInterval(timer)
      const over = Promise.all([...lanes.map((lane) => lane.stop()), ...underWay])
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(() => {
          log.warn({ afterMs: limits.graceMs }, 'stopping with work in progress; its leases will expire')
          resolve()
        }, limits.graceMs)
      })
      await Promise.race([over, late])
      clearTimeout(timer)
    },
  }
}
