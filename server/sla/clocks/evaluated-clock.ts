/** The columns of a clock that the evaluation determines, and that the record of a ticket exports. */
export const evaluatedClockSelect = {
  metric: true,
  ordinal: true,
  startedAt: true,
  endedAt: true,
  state: true,
  outcome: true,
  dueAt: true,
  breachedAt: true,
  remainderMs: true,
  elapsedMs: true,
  targetMs: true,
} as const
