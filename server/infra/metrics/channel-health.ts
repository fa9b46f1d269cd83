import { count, gauge } from './metrics'

/** A channel's consecutive failures in this process since its last success. */
interface Streak {
  failures: number
  /** Instant of the first of them, ms since 1970 by this process's clock. */
  since: number
}

const streaks = new Map<string, Streak>()

const failuresName = (channel: string) => `channel_failures_in_a_row{channel="${channel}"}`
const sinceName = (channel: string) => `channel_failing_since_seconds{channel="${channel}"}`

/**
 * Counts one send by channel and outcome (`sends_total`), and the consecutive failures with the instant of the first.
 * @param nowMs ms since 1970
 */
export function recordSend(channel: string, outcome: 'sent' | 'refused' | 'failed', nowMs: number): void {
  count(`sends_total{channel="${channel}",outcome="${outcome}"}`)
  if (outcome === 'sent') streaks.delete(channel)
  else {
    const { failures, since } = streaks.get(channel) ?? { failures: 0, since: nowMs }
    streaks.set(channel, { failures: failures + 1, since })
  }
  const streak = streaks.get(channel)
  gauge(failuresName(channel), streak?.failures ?? 0)
  gauge(sinceName(channel), streak ? Math.floor(streak.since / 1_000) : 0)
}

/**
 * Reads a channel's consecutive failures from a process's counters; null when its last send succeeded or none was made.
 */
export function channelStreak(
  counters: Readonly<Record<string, number>>,
  channel: string,
): { failures: number; since: Date } | null {
  const failures = counters[failuresName(channel)] ?? 0
  return failures === 0 ? null : { failures, since: new Date((counters[sinceName(channel)] ?? 0) * 1_000) }
}
