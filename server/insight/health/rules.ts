import type { WriteFailure } from '@/server/infra/db/outage'
import { isWorkerAlive, type Pulse } from '../overview/rules'

/** What makes health red: nobody, or not everybody, can be paged. Each is a key of messages/<locale>/system.json. */
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

/** What is wrong although everybody can still be paged. */
export const degradations = ['queueDown', 'parked', 'channelRefused'] as const
export type Degradation = (typeof degradations)[number]

/** What is known at the instant of a health check. */
export interface HealthFacts {
  now: Date
  /** Null when a small write went through; else why it did not. */
  writeProbe: WriteFailure | null
  /** Why the last writes of requests all failed; null when they went through (server/infra/metrics/write-health.ts). */
  failedWrites: WriteFailure | null
  pulse: Pulse
  /** False when the queue's last answer was an error or none came in time. */
  isQueueUp: boolean
  /** Since when the oldest page whose current step has reached nobody waits for its first notification. */
  oldestOwedAt: Date | null
  /** The oldest clock and page step that is due and not handled. */
  oldestClockAt: Date | null
  oldestPageAt: Date | null
  /** Failures in a row by channel, of the workers that are alive. */
  channels: { channel: string; failures: number; since: Date; isOwed: boolean }[]
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
/** A channel is refused after so many failures in a row that go on for as long as `lateAfterMs`. */
const maxChannelFailures = 3

const isLate = (at: Date | null, now: Date) => at !== null && now.getTime() - at.getTime() > lateAfterMs

const problemOfWrite: Record<WriteFailure, Problem> = {
  full: 'databaseFull',
  readOnly: 'databaseReadOnly',
  refused: 'writesFail',
  silent: 'databaseSilent',
}

/** Judges health: red (`problems`) whenever somebody may not be paged, degraded when something else is wrong. */
export function judgeHealth(facts: HealthFacts): Health {
  const found = new Set<Problem>()
  if (facts.writeProbe) found.add(problemOfWrite[facts.writeProbe])
  if (facts.failedWrites) found.add(problemOfWrite[facts.failedWrites])
  if (!found.has('databaseSilent') && !isWorkerAlive(facts.pulse, facts.now)) found.add('workerSilent')
  if (isLate(facts.oldestOwedAt, facts.now)) found.add('notificationsLate')
  if (isLate(facts.oldestClockAt, facts.now)) found.add('clocksLate')
  if (isLate(facts.oldestPageAt, facts.now)) found.add('pagesLate')
  if (!facts.isClockRight) found.add('clockWrong')
  const degraded = new Set<Degradation>()
  for (const { channel, failures, since, isOwed } of facts.channels) {
    if (failures < maxChannelFailures || !isOwed || !isLate(since, facts.now)) continue
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

/** What a database that did not answer at all leaves known. */
export const silentDatabase: Health = { problems: ['databaseSilent'], degradations: [] }
