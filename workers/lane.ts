import type { ServiceContext } from '@/server/infra/context'
import { runAs } from '@/server/infra/activity.mjs'
import { log } from '@/server/infra/log'
import { count } from '@/server/infra/metrics/metrics'
import { isOutage, reportDatabaseUnavailable, reportDatabaseAvailable } from '@/server/infra/db/outage'
import { clearFailure, type Failing, recordFailure, selectFailing } from '@/server/infra/jobs/parking'

/** A kind of due work, as a lane uses it. */
export interface LaneKind {
  name: string
  /** Ids of what is due now, oldest first. */
  find(ctx: ServiceContext, limit: number): Promise<string[]>
  run(ctx: ServiceContext, id: string): Promise<unknown>
}

/** Kinds that share one lane; lanes work concurrently, so that no kind waits for another lane. */
export interface LaneSpec {
  name: string
  kinds: readonly LaneKind[]
  /** Number of items handled concurrently. */
  slots: number
  /**
   * Whether a pass ends only when everything that it found has been handled. False for lanes that wait for other
   * servers: their pass ends once the items are queued, and `maxItemMs` limits each item.
   */
  isWaiting: boolean
  maxItemMs: number
}

const batch = 200
/**
 * An item that is due again right after it was handled rests this long, to avoid a busy loop; shorter than a bundle
 * window.
 */
const pauseMs = 500

interface Item {
  kind: LaneKind
  id: string
  /** Id of the job that asked for it, for the log. */
  jobId?: string
  /** Whether a job asked for it: then it begins even when the time of the pass is used up. */
  isOffered: boolean
  onHandled: () => void
}

const keyOf = (kind: string, id: string) => `${kind}:${id}`

export interface Lane {
  spec: LaneSpec
  /**
   * Finds what is due and begins to handle it.
   * @param until ms on the monotonic clock; items that have not begun by then are left to the next look
   * @param known the failing items, when the caller has just read them for several lanes
   * @returns `found`: the number of items that were not already in progress; `done`: resolves when all of them have
   *   been handled or left
   */
  pass(until?: number, known?: readonly Failing[]): Promise<{ found: number; done: Promise<unknown> }>
  /** Handles one item as soon as a slot is free; for jobs of the queue. */
  offer(kind: LaneKind, id: string, jobId?: string): void
  /** Begins nothing new; resolves when no item is in progress. */
  stop(): Promise<void>
  /** Returns the item that has been in progress longest, with its duration in ms; null when none is. */
  oldest(): { key: string; sinceMs: number } | null
}

/** Opens a lane. A failing item does not throw: it is counted (server/infra/jobs/parking.ts) and retried later. */
export function openLane(ctx: ServiceContext, spec: LaneSpec): Lane {
  const underWay = new Map<string, { startedAt: number; done: Promise<void> }>()
  /** By key: until when (epoch ms of `ctx.now`) this process does not handle the item again. */
  const pausedUntil = new Map<string, number>()
  let waiting: Item[] = []
  let beginUntil = Number.POSITIVE_INFINITY
  let failing = new Map<string, Failing>()
  let isStopped = false

  const pauseItem = (key: string) => pausedUntil.set(key, ctx.now().getTime() + pauseMs)
  const isWaitingOrBusy = (key: string, now: number) => {
    const fault = failing.get(key)
    return (
      underWay.has(key) || (pausedUntil.get(key) ?? now) > now || (fault && (fault.parkedAt || +fault.nextAt > now))
    )
  }

  const handle = async (kind: LaneKind, id: string) => {
    const key = keyOf(kind.name, id)
    try {
      await kind.run(ctx, id)
      if (failing.delete(key)) await clearFailure(ctx.db, kind.name, id)
    } catch (error) {
      if (isOutage(error)) {
        count('sweep_outages')
        reportDatabaseUnavailable(error)
        return
      }
      count(`sweep_failures{kind="${kind.name}"}`)
      const fault = await recordFailure(ctx, kind.name, id, error)
      failing.set(key, fault)
      log[fault.parkedAt ? 'fatal' : 'error'](
        { what: kind.name, item: id, failures: fault.failures, err: fault.failures > 1 ? String(error) : error },
        fault.parkedAt ? 'parked: it is not retried until an administrator resumes it' : 'sweep',
      )
    } finally {
      pauseItem(key)
    }
  }
  const drop = () => {
    for (const item of waiting.filter(({ isOffered }) => !isOffered || isStopped)) item.onHandled()
    waiting = isStopped ? [] : waiting.filter(({ isOffered }) => isOffered)
  }
  const begin = () => {
    if (isStopped || performance.now() >= beginUntil) drop()
    while (underWay.size < spec.slots) {
      const next = waiting.shift()
      if (!next) return
      const key = keyOf(next.kind.name, next.id)
      if (underWay.has(key)) {
        next.onHandled()
        continue
      }
      const activity = { kind: next.kind.name, item: next.id, ...(next.jobId ? { jobId: next.jobId } : {}) }
      const done = runAs(activity, () => handle(next.kind, next.id))
        // Only recording the failure can throw here, in an outage of the database; the item stays due.
        .catch((error: unknown) => reportDatabaseUnavailable(error))
        .finally(() => {
          underWay.delete(key)
          next.onHandled()
          begin()
        })
      underWay.set(key, { startedAt: performance.now(), done })
    }
  }

  return {
    spec,
    async pass(until = Number.POSITIVE_INFINITY, known) {
      beginUntil = until
      failing = new Map((known ?? (await selectFailing(ctx.db))).map((one) => [keyOf(one.kind, one.itemId), one]))
      const now = ctx.now().getTime()
      for (const [key, at] of pausedUntil) if (at <= now) pausedUntil.delete(key)
      const found: Item[] = []
      const finished: Promise<void>[] = []
      for (const kind of spec.kinds) {
        // `find` returns the oldest first: items that are skipped must not fill the batch and hide later ones.
        const paused = [...failing.values()].filter((one) => one.kind === kind.name).length
        const ids = await kind.find(ctx, batch + pausedUntil.size + underWay.size + paused)
        const fresh = [...new Set(ids)].filter((id) => !isWaitingOrBusy(keyOf(kind.name, id), now)).slice(0, batch)
        for (const id of fresh)
          finished.push(new Promise((onHandled) => found.push({ kind, id, isOffered: false, onHandled })))
      }
      reportDatabaseAvailable()
      drop()
      waiting.push(...found)
      begin()
      return { found: found.length, done: Promise.all(finished) }
    },
    offer(kind, id, jobId) {
      const key = keyOf(kind.name, id)
      if (isStopped || failing.get(key)?.parkedAt || underWay.has(key)) return
      waiting.unshift({ kind, id, jobId, isOffered: true, onHandled: () => undefined })
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
