/**
 * Calculates a process's time, without reading clocks or a database (SEMANTICS §1.3: instants are the database's). A
 * process follows a line: the database's time at a measurement plus the time elapsed since then on the process's own
 * monotonic clock. All values are in milliseconds; `monotonic` values have no zone and no meaning outside the process.
 */

/** One query to the database: when it was asked and answered (monotonic), and the database's time in between. */
export interface Measurement {
  askedAt: number
  answeredAt: number
  /** Milliseconds since 1970, UTC. */
  databaseMs: number
}

export interface Doubt {
  /** `silent`: no measurement for 60 s; `moved`: the database's clock moved against the monotonic one. */
  reason: 'silent' | 'moved'
  /** Monotonic. */
  since: number
  /** How far the database's clock is ahead of the line that is still followed. */
  movedMs: number
  /** Monotonic instant since which every measurement has agreed with the line; null while they do not. */
  agreedSince: number | null
  /** Where the database's clock is now, and since when it has run in step from there. */
  newLine: { offsetMs: number; since: number } | null
}

export interface TimeLine {
  /** Database time minus monotonic time; null before the first measurement. */
  offsetMs: number | null
  /** The same by the last measurement, agreed or not. */
  seenOffsetMs: number | null
  measuredAt: number | null
  doubt: Doubt | null
}

export const unmeasured: TimeLine = { offsetMs: null, seenOffsetMs: null, measuredAt: null, doubt: null }

export const timeRules = {
  measureEveryMs: 10_000,
  maxMovedMs: 500,
  silentAfterMs: 60_000,
  agreeForMs: 60_000,
  /**
   * A step of up to a minute (a virtual machine that was paused, a correction by NTP) is adopted once both clocks have
   * run in step for a minute. A larger one waits for an administrator or for the database to come back.
   */
  maxAdoptedMs: 60_000,
} as const

/**
 * Returns the doubt at a monotonic instant, or null. Silence begins by the passing of time alone, without a
 * measurement.
 */
export function doubtAt(line: TimeLine, monotonic: number): Doubt | null {
  if (line.doubt) return line.doubt
  if (line.measuredAt === null || monotonic - line.measuredAt <= timeRules.silentAfterMs) return null
  return { reason: 'silent', since: line.measuredAt, movedMs: 0, agreedSince: null, newLine: null }
}

/** Tells whether warnings, breaches and later steps may be decided. */
export const isTrusted = (line: TimeLine, monotonic: number): boolean =>
  line.offsetMs !== null && doubtAt(line, monotonic) === null

/** Milliseconds since 1970 by the line that is followed; null before the first measurement. */
export const timeAt = (line: TimeLine, monotonic: number): number | null =>
  line.offsetMs === null ? null : line.offsetMs + monotonic

const clamp = (value: number, from: number, to: number) => Math.min(Math.max(value, from), to)

/** Applies a measurement: follows the database while the two clocks agree, and keeps the line when they do not. */
export function measure(line: TimeLine, { askedAt, answeredAt, databaseMs }: Measurement): TimeLine {
  // The database answered at some moment in between, so the measurement is exact to half of the time it took.
  const uncertaintyMs = (answeredAt - askedAt) / 2
  const seenOffsetMs = databaseMs - (askedAt + answeredAt) / 2
  const measured = { seenOffsetMs, measuredAt: answeredAt }
  if (line.offsetMs === null) return { ...measured, offsetMs: seenOffsetMs, doubt: line.doubt }

  const doubt = doubtAt(line, answeredAt)
  const movedMs = seenOffsetMs - line.offsetMs
  const toleranceMs = timeRules.maxMovedMs + uncertaintyMs
  if (Math.abs(movedMs) <= toleranceMs) {
    // Only as far as this measurement requires: a slow answer must not blur what a quick one has shown.
    const offsetMs = clamp(line.offsetMs, seenOffsetMs - uncertaintyMs, seenOffsetMs + uncertaintyMs)
    if (!doubt) return { ...measured, offsetMs, doubt: null }
    const agreedSince = doubt.agreedSince ?? answeredAt
    const over = answeredAt - agreedSince >= timeRules.agreeForMs
    return { ...measured, offsetMs, doubt: over ? null : { ...doubt, movedMs, agreedSince, newLine: null } }
  }

  const known = doubt?.newLine
  const inStep = known && Math.abs(seenOffsetMs - known.offsetMs) <= toleranceMs
  const newLine = inStep ? known : { offsetMs: seenOffsetMs, since: answeredAt }
  const adopted = Math.abs(movedMs) <= timeRules.maxAdoptedMs && answeredAt - newLine.since >= timeRules.agreeForMs
  if (adopted) return { ...measured, offsetMs: seenOffsetMs, doubt: null }
  return {
    ...measured,
    offsetMs: line.offsetMs,
    doubt: { reason: 'moved', since: doubt?.since ?? answeredAt, movedMs, agreedSince: null, newLine },
  }
}

/** Follows the database's clock from now on, wherever it is: an administrator has accepted it. */
export const acceptDatabase = (line: TimeLine): TimeLine => ({ ...line, offsetMs: line.seenOffsetMs, doubt: null })

/**
 * Returns the first line of a process that starts while another process's alarm is open. The new process has no earlier
 * line, so the wall clock of its machine decides between the database's time and the time before the move; either way
 * the process starts in doubt.
 */
export function startInDoubt(line: TimeLine, alarmMovedMs: number, wallMs: number, monotonic: number): TimeLine {
  if (line.seenOffsetMs === null) return line
  const before = line.seenOffsetMs - alarmMovedMs
  const distance = (offsetMs: number) => Math.abs(offsetMs + monotonic - wallMs)
  const offsetMs = distance(before) < distance(line.seenOffsetMs) ? before : line.seenOffsetMs
  const movedMs = line.seenOffsetMs - offsetMs
  return {
    ...line,
    offsetMs,
    doubt: { reason: 'moved', since: monotonic, movedMs, agreedSince: null, newLine: null },
  }
}
