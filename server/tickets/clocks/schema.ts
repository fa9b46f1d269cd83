import type { Metric } from '@/server/vocabulary/metric'

export interface ClockView {
  id: string
  metric: Metric
  state: 'running' | 'paused' | 'breached' | 'ended'
  outcome: 'open' | 'met' | 'late' | 'cancelled'
  startedAt: Date
  endedAt: Date | null
  dueAt: Date | null
  breachedAt: Date | null
  remainderMs: number | null
  elapsedMs: number
  targetMs: number
  pausedFor: string | null
  /** At least one warning has fired. */
  warned: boolean
  /** For drawing the clock, oldest first; empty in lists. */
  spans: { from: Date; to: Date; kind: 'running' | 'paused' | 'breached' }[]
}
