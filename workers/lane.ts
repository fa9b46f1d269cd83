import type { ServiceContext } from '@/server/infra/context'
import { runAs } from '@/server/infra/activity.mjs'
import { log } from '@/server/infra/log'
import { count } from '@/server/infra/metrics/metrics'
import { isOutage, noteDatabaseAway, noteDatabaseBack } from '@/server/infra/db/outage'
import { clearFailure, type Failing, recordFailure, selectFailing } from '@/server/infra/jobs/parking'

/** A kind of due work as a lane handles it. */
export interface LaneKind {
  name: string
  /** Ids of what is due now, oldest first. */
  find(ctx: ServiceContext, limit: number): Promise<string[]>
  run(ctx: ServiceContext, id: string): Promise<unknown>
}

/** Kinds that are handled beside all other lanes, so that none of them waits for another lane. */
export interface LaneSpec {
  name: string
  kinds: readonly LaneKind[]
  /** Items handled at once. */
  slots: number
  /**
   * Whether a pass ends when what it found has been handled. False for lanes that wait for the outside world: there a
   * pass ends when it has looked and handed out, and `maxItemMs` watches over each item.
   */
  isWaiting: boolean
  maxItemMs: number
}

const batch = 200
/** What was handled and is due again rests so long: long enough not to spin, and within a storm's window. */
const restMs = 500

interface Item {
  kind: LaneKind
  id: string
  /** Id of the job that asked for it, for the log. */
  jobId?: string
  /** Asked for by a nudge: it begins whatever the pass has left of its time. */
  isOffered: boolean
  settled: () => void
}

const keyOf = (kind: string, id: string) => `${kind}:${id}`

export interface Lane {
  spec: LaneSpec
  /**
   * Looks for what is due and begins to handle it.
   * @param until on the monotonic clock; what has not begun by then is left to the next look
   * @param known what is failing at present, when the caller has just read it for several lanes
   * @returns how much was found that was not already under way, and when all of it has been handled or left
   */
  look(until?: number, known?: readonly Failing[]): Promise<{ found: number; done: Promise<unknown> }>
  /** Handles one item as soon as a slot is free, for the queue's nudges. */
  offer(kind: LaneKind, id: string, jobId?: string): void
  /** Begins nothing new, and resolves when nothing is under way. */
  stop(): Promise<void>
  /** The item that has been under way longest, on the monotonic clock. */
  oldest(): { key: string; sinceMs: number } | null
}

/** Opens a lane. It never throws for an item: what fails is counted (server/infra/jobs/parking.ts) and tried again later. */
export function openLane(ctx: ServiceContext, spec: LaneSpec): Lane {
  const underWay = new Map<string, { startedAt: number; done: Promise<void> }>()
  /** By key, until when (ctx.now) an item is left alone by this process. */
  const resting = new Map<string, number>()
  let waiting: Item[] = []
  let beginUntil = Number.POSITIVE_INFINITY
  let failing = new Map<string, Failing>()
  let isStopped = false

  const rest = (key: string) => resting.set(key, ctx.now().getTime() + restMs)
  const isLeftAlone = (key: string, now: number) => {
    const fault = failing.get(key)
    return underWay.has(key) || (resting.get(key) ?? now) > now || (fault && (fault.parkedAt || +fault.nextAt > now))
  }

  const handle = async (kind: LaneKind, id: string) => {
    const key = keyOf(kind.name, id)
    try {
      await kind.run(ctx, id)
      if (failing.delete(key)) await clearFailure(ctx.db, kind.name, id)
    } catch (error) {
      if (isOutage(error)) {
        count('sweep_outages')
        noteDatabaseAway(error)
        return
      }
      count(`sweep_failures{kind="${kind.name}"}`)
      const fault = await recordFailure(ctx, kind.name, id, error)
      failing.set(key, fault)
      log[fault.parkedAt ? 'fatal' : 'error'](
        { what: kind.name, item: id, failures: fault.failures, err: fault.failures > 1 ? String(error) : error },
        fault.parkedAt ? 'parked: it is tried no more until an administrator resumes it' : 'sweep',
      )
    } finally {
      rest(key)
    }
  }
  const drop = () => {
    for (const item of waiting.filter(({ isOffered }) => !isOffered || isStopped)) item.settled()
    waiting = isStopped ? [] : waiting.filter(({ isOffered }) => isOffered)
  }
  const begin = () => {
    if (isStopped || performance.now() >= beginUntil) drop()
    while (underWay.size < spec.slots) {
      const next = waiting.shift()
      if (!next) return
      const key = keyOf(next.kind.name, next.id)
      if (underWay.has(key)) {
        next.settled()
        continue
      }
      const activity = { kind: next.kind.name, item: next.id, ...(next.jobId ? { jobId: next.jobId } : {}) }
      const done = runAs(activity, () => handle(next.kind, next.id))
        // Only the count itself can fail here, with the database; the item stays due.
        .catch((error: unknown) => noteDatabaseAway(error))
        .finally(() => {
          underWay.delete(key)
          next.settled()
          begin()
        })
      underWay.set(key, { startedAt: performance.now(), done })
    }
  }

  return {
    spec,
    async look(until = Number.POSITIVE_INFINITY, known) {
      beginUntil = until
      failing = new Map((known ?? (await selectFailing(ctx.db))).map((one) => [keyOf(one.kind, one.itemId), one]))
      const now = ctx.now().getTime()
      for (const [key, at] of resting) if (at <= now) resting.delete(key)
      const found: Item[] = []
      const dones: Promise<void>[] = []
      for (const kind of spec.kinds) {
        // The oldest come first: what is left alone must not fill the batch and hide what came later.
        const paused = [...failing.values()].filter((one) => one.kind === kind.name).length
        const ids = await kind.find(ctx, batch + resting.size + underWay.size + paused)
        const fresh = [...new Set(ids)].filter((id) => !isLeftAlone(keyOf(kind.name, id), now)).slice(0, batch)
        for (const id of fresh)
          dones.push(new Promise((settled) => found.push({ kind, id, isOffered: false, settled })))
      }
      noteDatabaseBack()
      drop()
      waiting.push(...found)
      begin()
      return { found: found.length, done: Promise.all(dones) }
    },
    offer(kind, id, jobId) {
      const key = keyOf(kind.name, id)
      if (isStopped || failing.get(key)?.parkedAt || underWay.has(key)) return
      waiting.unshift({ kind, id, jobId, isOffered: true, settled: () => undefined })
      begin()
    },
    async stop() {
      isStopped = true
      drop()
      while (underWay.size > 0) await Promise.all([...underWay.values()].map(({ done }) => done))
    },
    oldest() {
      let oldest: { key: string; sinceMs: number } | null = null
      const now = performance.now()
      for (const [key, { startedAt }] of underWay)
        if (!oldest || now - startedAt > oldest.sinceMs) oldest = { key, sinceMs: now - startedAt }
      return oldest
    },
  }
}
