import { insightRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { channelStreak } from '@/server/infra/metrics/channel-health'
import type { ServiceContext } from '@/server/infra/context'
import { type WriteFailure, writeFailureOf } from '@/server/infra/db/outage'
import { TimeoutError, withTimeout } from '@/server/infra/db/with-timeout'
import { selectOverdue } from '@/server/due/overdue'
import { recordWriteSuccess, writeHealth } from '@/server/infra/metrics/write-health'
import { contactKinds } from '@/server/paging/facts'
import { type Health, type HealthFacts, evaluateHealth, silentDatabase } from './rules'
import {
  countParked,
  probeDiskSpace,
  selectOldestOwed,
  selectOwedChannels,
  selectWorkerCounters,
  writeProbe,
} from './queries'
import type { Pulse } from '../overview/rules'
import { selectPulse } from '../overview/queries'

type Ctx = Pick<ServiceContext, 'db' | 'now' | 'isTimeTrusted'>

/** How long a worker's counters are considered current after its heartbeat. */
const currentMs = 15_000
/** How long a check waits for the database before it counts as silent. */
export const checkTimeoutMs = 2_000

/** Facts that only the process itself knows. */
export interface ProcessSignals {
  processId: string
  isQueueUp: boolean
  /** Whether the database's time and this process's agree. */
  isClockRight: boolean
}

async function probe(ctx: Ctx, processId: string): Promise<WriteFailure | null> {
  try {
    await withTimeout(checkTimeoutMs, writeProbe(ctx.db, processId, ctx.now()))
    if (!writeHealth().ok) {
      // Requests failed to write before: test whether larger writes succeed, since this small row fits on a full disk.
      await withTimeout(checkTimeoutMs, probeDiskSpace(ctx.db))
      recordWriteSuccess()
    }
    return null
  } catch (error) {
    return error instanceof TimeoutError ? 'silent' : (writeFailureOf(error) ?? 'refused')
  }
}

function failedWritesOf({ ok, reason, sqlState }: ReturnType<typeof writeHealth>): WriteFailure | null {
  if (ok) return null
  if (reason === 'full') return 'full'
  return sqlState === '25006' ? 'readOnly' : reason === 'unreachable' || reason === 'busy' ? 'silent' : 'refused'
}

/** Returns failures in a row by channel, of the worker with the fewest: one that can send is enough. */
function channelsOf(counters: readonly Record<string, number>[], owed: ReadonlySet<string>): HealthFacts['channels'] {
  return contactKinds.flatMap((channel) => {
    const used = counters.filter((one) =>
      Object.keys(one).some((name) => name.startsWith('sends_total{') && name.includes(`channel="${channel}"`)),
    )
    const streaks = used.map((one) => channelStreak(one, channel))
    if (streaks.length === 0 || streaks.includes(null)) return []
    const best = streaks.flatMap((one) => one ?? []).sort((a, b) => a.failures - b.failures)[0]!
    return [{ channel, ...best, hasDueWork: owed.has(channel) }]
  })
}

export interface CheckedHealth extends Health {
  pulse: Pulse | null
  parked: number
}

async function readFacts(ctx: Ctx, signals: Omit<ProcessSignals, 'processId'>): Promise<HealthFacts> {
  const now = ctx.now()
  const pulse = await selectPulse(ctx.db)
  const overdue = await selectOverdue(ctx.db, now)
  const counters = await selectWorkerCounters(ctx.db, new Date(now.getTime() - currentMs))
  const owed = await selectOwedChannels(ctx.db, now)
  const oldest = (name: string) => overdue.find((one) => one.name === name)?.oldestAt ?? null
  return {
    now,
    ...signals,
    writeProbe: null,
    failedWrites: failedWritesOf(writeHealth()),
    pulse,
    oldestOwedAt: await selectOldestOwed(ctx.db, now),
    oldestClockAt: oldest('clocks'),
    oldestPageAt: oldest('pages'),
    channels: channelsOf(counters, owed),
    parked: await countParked(ctx.db),
  }
}

/**
 * Checks health as of now: a small write, overdue work, the workers' last complete sweep and their channels. A database
 * that does not answer within 2 s yields `databaseSilent`. Never throws.
 */
export async function checkHealth(ctx: Ctx, { processId, ...signals }: ProcessSignals): Promise<CheckedHealth> {
  const failure = await probe(ctx, processId)
  if (failure === 'silent') return { ...silentDatabase, pulse: null, parked: 0 }
  try {
    const facts = await withTimeout(checkTimeoutMs, readFacts(ctx, signals))
    return { ...evaluateHealth({ ...facts, writeProbe: failure }), pulse: facts.pulse, parked: facts.parked }
  } catch {
    return { ...silentDatabase, pulse: null, parked: 0 }
  }
}

/** Returns health for the staff screens, without the write probe. @throws when the database does not answer */
export async function readAlarm(ctx: Ctx, actor: Actor): Promise<Health & { parked: number; since: Date | null }> {
  authorise(actor, insightRights.seeSilence)
  const facts = await readFacts(ctx, { isQueueUp: true, isClockRight: ctx.isTimeTrusted?.() ?? true })
  return { ...evaluateHealth(facts), parked: facts.parked, since: facts.pulse.lastAt }
}
