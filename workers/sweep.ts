import type { ServiceContext } from '@/server/infra/context'
import { type DueName, dueKinds } from '@/server/due/kinds'
import { log } from '@/server/infra/log'
import { isOutage, noteDatabaseAway } from '@/server/infra/db/outage'
import { within } from '@/server/infra/db/patience'
import { type Failing, selectFailing } from '@/server/infra/jobs/parking'
import { selectOverdue } from '@/server/due/overdue'
import { armClocks } from '@/server/tickets/clocks/clocks'
import { laneOf, openKinds, openLaneSpecs } from './lanes'
import { openLane } from './lane'
import type { SweepTransports } from './tools'

export type { SweepTransports } from './tools'

const maxRounds = 50

/** Kinds that are worth a look now. */
async function selectKindsToLookAt(ctx: ServiceContext, failing: readonly Failing[]): Promise<Set<string>> {
  const overdue = await selectOverdue(ctx.db, ctx.now())
  return new Set([
    ...overdue.filter(({ count }) => count > 0).map(({ name }) => name),
    ...failing.map(({ kind }) => kind),
    ...dueKinds.flatMap(({ isAlwaysLooked, name }) => (isAlwaysLooked ? [name] : [])),
  ])
}

/**
 * Handles what is due until a round finds nothing new, kind after kind, the most urgent first: for tests and tools.
 * One statement says which kinds are worth a look, since a story passes here at every instant of weeks.
 * Returns how much it did.
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
      const { found, done } = await lane.look(undefined, failing)
      await done
      inRound += found
      // What was handled may have made something of a later kind due.
      if (found > 0) wanted = await selectKindsToLookAt(ctx, failing)
    }
    handled += inRound
    if (inRound === 0) break
  }
  return handled
}

/** Durations in ms. */
export interface SweepPatience {
  everyMs: number
  /** After this a pass begins nothing more and leaves the rest to the next one. */
  budgetMs: number
  /** A pass that takes longer has hung. */
  deadlineMs: number
  /** How long `stop` waits for what is under way. */
  graceMs: number
}
const defaults: SweepPatience = { everyMs: 2_000, budgetMs: 10_000, deadlineMs: 30_000, graceMs: 8_000 }

const armEveryMs = 60_000
/** A little beyond the arming interval, so that nothing falls between two passes. */
const armHorizonMs = 2 * 60_000

export interface SweepOptions {
  patience?: Partial<SweepPatience>
  /** Called whenever every lane has finished a pass since the last call. */
  onComplete?: () => Promise<unknown>
  /** Called once when a pass or an item misses its deadline: this process can be trusted no more. */
  onHung?: (what: string) => void
  /** Aborted when the process is to end; long work then leaves the rest to another. */
  signal?: AbortSignal
}

export interface Sweep {
  /** Handles one item at once, beside the passes: what a nudge asks for. */
  offer(name: DueName, id: string, jobId?: string): Promise<void>
  /** Begins nothing new and waits for what is under way, but no longer than the grace. */
  stop(): Promise<void>
}

/** Ends the process so that its supervisor starts a clean one. */
function exitHung(what: string): void {
  log.fatal({ what }, 'hung: a periodic pass missed its deadline; this process ends to be started again')
  process.exit(70)
}

/**
 * The safety net: timers in every worker, never jobs, so that it survives a queue that was flushed or is down. Each lane
 * has its own timer, so nothing urgent waits for a socket. A sweep is complete when every lane has finished a pass.
 */
export function startSweep(
  ctx: ServiceContext,
  transports: SweepTransports,
  workerId: string,
  { patience, onComplete, onHung = exitHung, signal }: SweepOptions = {},
): Sweep {
  const limits = { ...defaults, ...patience }
  const kinds = openKinds(transports, workerId, signal)
  const lanes = openLaneSpecs(kinds).map((spec) => openLane(ctx, spec))
  const timers: NodeJS.Timeout[] = []
  const underWay = new Set<Promise<void>>()
  let isStopped = false
  let isHung = false
  const hang = (what: string) => {
    if (isHung || isStopped) return
    isHung = true
    onHung(what)
  }

  /** Runs `pass` again and again, never twice at once, and hangs up when it misses its deadline. */
  const repeat = (name: string, pass: () => Promise<void>) => {
    let isBusy = false
    const turn = () => {
      if (isBusy || isStopped) return
      isBusy = true
      const under = within(limits.deadlineMs, pass(), () => hang(name))
        .catch((error: unknown) => {
          if (isOutage(error)) noteDatabaseAway(error)
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
      if (oldest && oldest.sinceMs > maxItemMs) hang(oldest.key)
      const until = performance.now() + limits.budgetMs
      for (;;) {
        const { found, done } = await lane.look(isWaiting ? until : undefined)
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
          log.warn({ afterMs: limits.graceMs }, 'stopping with work under way; its leases run out by themselves')
          resolve()
        }, limits.graceMs)
      })
      await Promise.race([over, late])
      clearTimeout(timer)
    },
  }
}
