import type { ClockView } from '@/server/tickets/clocks/schema'

/** How a clock is drawn. `late` is a breached clock that has ended; it is outlined, because it no longer runs. */
export type ClockLook = 'running' | 'warned' | 'breached' | 'paused' | 'met' | 'late' | 'none'

/** A clock at an instant. Depending on `look`, `ms` is the time left, the lateness, or the time that it took. */
export interface ClockFace {
  look: ClockLook
  ms: number
  /** Elapsed part of the target, 0 to 1. */
  part: number
}

/** Share of the target from which a running clock is drawn amber (SEMANTICS §1.3: the 75 % warning). */
const amberFrom = 0.75

/**
 * Returns what a pill shows at `nowMs`. A running clock past its due instant is breached, even before a worker has
 * recorded it (SEMANTICS §1.3).
 */
export function clockFace(clock: ClockView | null, nowMs: number): ClockFace {
  if (!clock || clock.outcome === 'cancelled') return { look: 'none', ms: 0, part: 0 }
  const breachedAt = clock.breachedAt?.getTime()
  if (clock.state === 'ended') {
    if (clock.outcome === 'late' && breachedAt !== undefined && clock.endedAt) {
      return { look: 'late', ms: clock.endedAt.getTime() - breachedAt, part: 1 }
    }
    return { look: 'met', ms: clock.elapsedMs, part: 1 }
  }
  if (breachedAt !== undefined) return { look: 'breached', ms: nowMs - breachedAt, part: 1 }
  if (clock.state === 'paused') return { look: 'paused', ms: clock.remainderMs ?? 0, part: 0 }
  const dueAt = clock.dueAt?.getTime()
  if (dueAt === undefined) return { look: 'none', ms: 0, part: 0 }
  if (nowMs >= dueAt) return { look: 'breached', ms: nowMs - dueAt, part: 1 }
  const left = dueAt - nowMs
  const part = clock.targetMs > 0 ? Math.min(1, Math.max(0, 1 - left / clock.targetMs)) : 0
  return { look: part >= amberFrom ? 'warned' : 'running', ms: left, part }
}

/** Returns the update interval of a pill: short near the end, long before it, because a screen may have hundreds. */
export const clockStepMs = (clock: ClockView | null) => (nowMs: number) => {
  const target = clock?.breachedAt ?? clock?.dueAt
  if (!target || clock?.state === 'ended') return 3_600_000
  return Math.abs(target.getTime() - nowMs) < 90_000 ? 1_000 : 15_000
}
