import type { WriteFailure } from '@/server/infra/db/outage'
import { isWorkerAlive, type Pulse } from '../overview/rules'

/** Problems that make health red, because pages may be missed. Each is a key of messages/<locale>/system.json. */
export const problems = [
  'databaseSilent',
  'databaseReadOnly',
  'databaseFull',
  'writesFail',
  'workerSilent',
  'notificationsLate',
  'clocksLate',
  'pagesLate',
  'mailRefused',
  'clockWrong',
] as const
export type Problem = (typeof problems)[number]

/** Problems with which everybody can still be paged. */
export const degradations = ['queueDown', 'parked', 'channelRefused'] as const
export type Degradation = (typeof degradations)[number]

/** Facts from which health is decided. */
export interface HealthFacts {
  now: Date
  /** Why a small write failed; null when it succeeded. */
  writeProbe: WriteFailure | null
  /** Why the latest writes of requests failed; null when they succeeded (server/infra/metrics/write-health.ts). */
  failedWrites: WriteFailure | null
  pulse: Pulse
  /** False when the queue's last response was an error or a timeout. */
  isQueueUp: boolean
  /** Since when the longest-waiting page has notified nobody of its current step (`selectOldestOwed`). */
  oldestOwedAt: Date | null
  /** Due instants of the oldest clock and of the oldest page step not handled yet. */
  oldestClockAt: Date | null
  oldestPageAt: Date | null
  /** Failures in a row by channel, among the live workers. `hasDueWork`: something is due by the channel. */
  channels: { channel: string; failures: number; since: Date; hasDueWork: boolean }[]
  parked: number
  /** Whether the database's time and this process's agree; true where nothing measures it. */
  isClockRight: boolean
}

export interface Health {
  problems: Problem[]
  degradations: Degradation[]
}

/** A notification, clock or step that waits longer than this is late. */
export const lateAfterMs = 60_000
/** A channel counts as refused after this many failures in a row over at least `lateAfterMs`. */
const maxChannelFailures = 3

const isLate = (at: Date | null, now: Date) => at !== null && now.getTime() - at.getTime() > lateAfterMs

const problemOfWrite: Record<WriteFailure, Problem> = {
  full: 'databaseFull',
  readOnly: 'databaseReadOnly',
  refused: 'writesFail',
  silent: 'databaseSilent',
}

/** Decides health: red (`problems`) when pages may be missed, degraded when something else is wrong. */
export function evaluateHealth(facts: HealthFacts): Health {
  const found = new Set<Problem>()
  if (facts.writeProbe) found.add(problemOfWrite[facts.writeProbe])
  if (facts.failedWrites) found.add(problemOfWrite[facts.failedWrites])
  if (!found.has('databaseSilent') && !isWorkerAlive(facts.pulse, facts.now)) found.add('workerSilent')
  if (isLate(facts.oldestOwedAt, facts.now)) found.add('notificationsLate')
  if (isLate(facts.oldestClockAt, facts.now)) found.add('clocksLate')
  if (isLate(facts.oldestPageAt, facts.now)) found.add('pagesLate')
  if (!facts.isClockRight) found.add('clockWrong')
  const degraded = new Set<Degradation>()
  for (const { channel, failures, since, hasDueWork } of facts.channels) {
    if (failures < maxChannelFailures || !hasDueWork || !isLate(since, facts.now)) continue
    if (channel === 'email') found.add('mailRefused')
    else degraded.add('channelRefused')
  }
  if (!facts.isQueueUp) degraded.add('queueDown')
  if (facts.parked > 0) degraded.add('parked')
  return {
    problems: problems.filter((one) => found.has(one)),
    degradations: degradations.filter((one) => degraded.has(one)),
  }
}

/** Health when the database does not answer: nothing else is known. */
export const silentDatabase: Health = { problems: ['databaseSilent'], degradations: [] }
