import os from 'node:os'
import type pg from 'pg'
import { log } from '../log'
import type { Now } from './now'
import {
  acceptDatabase,
  doubtAt,
  isTrusted,
  measure as measureLine,
  startInDoubt,
  timeAt,
  type TimeLine,
  timeRules,
  unmeasured,
} from './time-line'

/** The state of this process's time, as the health check and the system screen show it. */
export interface TimeStatus {
  trusted: boolean
  /** `starting`: not measured yet; `silent`, `moved`: see time-line.ts. */
  reason: 'starting' | 'silent' | 'moved' | null
  /** How far the database's clock is ahead of the time that is followed, in ms; positive is ahead. */
  movedMs: number
  /** Age of the last measurement in ms; null before the first. */
  measuredMsAgo: number | null
}

export interface TimeSource {
  /** The one time of this process (UTC). */
  now: Now
  /** Whether warnings, breaches and later steps may be decided. */
  isTrusted(): boolean
  status(): TimeStatus
  /** Queries the database once. Never rejects: a failed measurement is logged. */
  measure(): Promise<void>
  /** Measures every ten seconds until `stop`. */
  start(): void
  stop(): void
}

/** Clocks of the machine, replaced in tests. */
export interface MachineClocks {
  /** Monotonic milliseconds, including time in which the machine slept. */
  monotonic(): number
  wall(): number
}

const sleepNoticedMs = 2_000

/** `performance.now()` stops while a machine sleeps; its uptime does not, but has a resolution of 10 ms only. */
function machineClocks(): MachineClocks {
  const upAt = os.uptime() * 1_000 - performance.now()
  let sleptMs = 0
  return {
    monotonic() {
      const behindMs = os.uptime() * 1_000 - performance.now() - upAt
      if (Math.abs(behindMs - sleptMs) > sleepNoticedMs) sleptMs = behindMs
      return performance.now() + sleptMs
    },
    wall: () => Date.now(),
  }
}

interface AlarmRow {
  id: string
  movedMs: number
  endedBy: string | null
  isOwn: boolean
}

const question = `
  select (extract(epoch from clock_timestamp()) * 1000)::float8 as "databaseMs",
    coalesce((select json_agg(json_build_object('id', "id", 'movedMs', "movedMs", 'endedBy', "endedBy",
        'isOwn', "id"::text = $1) order by "detectedAt" desc)
      from "ClockAlarm" where "endedAt" is null or "id"::text = $1), '[]') as "alarms"`

/**
 * Opens the time source of a process: the database's time, measured every ten seconds and extrapolated with the
 * process's monotonic clock, so the machine's wall clock does not matter. Alarms are rows (`ClockAlarm`), so that an
 * administrator sees them, accepts the new time for every process at once, and a restart does not forget them.
 * @param processName shown with the alarm, such as `web` or a worker's id
 */
export function openTimeSource(
  pool: Pick<pg.Pool, 'query'>,
  processName: string,
  clocks: MachineClocks = machineClocks(),
): TimeSource {
  let line: TimeLine = unmeasured
  let ownAlarm: string | null = null
  let lastMs = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let asking: Promise<void> | undefined

  const changeTo = (next: TimeLine) => {
    const [was, is] = [doubtAt(line, clocks.monotonic()), next.doubt]
    line = next
    if (!was && is)
      log.error(
        { reason: is.reason, movedMs: Math.round(is.movedMs) },
        'time is in doubt: no warning or breach is decided',
      )
    if (was && !is) log.warn('time is trusted again')
  }

  /** Writes or ends the row of this process's alarm; a failed write is retried by the next measurement. */
  const keepAlarm = async () => {
    const { doubt } = line
    if (doubt?.reason === 'moved' && !ownAlarm) {
      const { rows } = await pool.query<{ id: string }>(
        `insert into "ClockAlarm" ("id", "processName", "movedMs", "detectedAt") values (gen_random_uuid(), $1, $2, $3)
         returning "id"`,
        [processName, Math.round(doubt.movedMs), new Date(timeAt(line, clocks.monotonic())!)],
      )
      ownAlarm = rows[0]!.id
    } else if (!doubt && ownAlarm) {
      await pool.query(
        `update "ClockAlarm" set "endedAt" = $2, "endedBy" = 'agreed' where "id" = $1::uuid and "endedAt" is null`,
        [ownAlarm, new Date(timeAt(line, clocks.monotonic())!)],
      )
      ownAlarm = null
    }
  }

  const ask = async () => {
    const askedAt = clocks.monotonic()
    const { rows } = await pool.query<{ databaseMs: number; alarms: AlarmRow[] }>(question, [ownAlarm])
    const answeredAt = clocks.monotonic()
    const { databaseMs, alarms } = rows[0]!
    const first = line.offsetMs === null
    let next = measureLine(line, { askedAt, answeredAt, databaseMs })
    const open = alarms.find((alarm) => alarm.endedBy === null)
    if (first && open) {
      next = startInDoubt(next, open.movedMs, clocks.wall(), answeredAt)
      ownAlarm = open.id
    }
    if (alarms.some((alarm) => alarm.isOwn && alarm.endedBy === 'accepted')) {
      next = acceptDatabase(next)
      ownAlarm = null
      lastMs = Number.NEGATIVE_INFINITY
    }
    changeTo(next)
    await keepAlarm()
  }

  const measure = (): Promise<void> => {
    asking ??= ask()
      .catch((error: unknown) => log.warn({ err: (error as Error).message }, 'the time could not be measured'))
      .finally(() => {
        asking = undefined
      })
    return asking
  }

  return {
    now() {
      const ms = timeAt(line, clocks.monotonic()) ?? clocks.wall()
      // Small corrections must not make a later reading return an earlier time.
      if (ms < lastMs && lastMs - ms <= timeRules.maxMovedMs * 2) return new Date(lastMs)
      lastMs = ms
      return new Date(ms)
    },
    isTrusted: () => isTrusted(line, clocks.monotonic()),
    status() {
      const monotonic = clocks.monotonic()
      const doubt = doubtAt(line, monotonic)
      return {
        trusted: isTrusted(line, monotonic),
        reason: line.offsetMs === null ? 'starting' : (doubt?.reason ?? null),
        movedMs: Math.round(doubt?.movedMs ?? 0),
        measuredMsAgo: line.measuredAt === null ? null : Math.round(monotonic - line.measuredAt),
      }
    },
    measure,
    start() {
      timer ??= setInterval(() => void measure(), timeRules.measureEveryMs).unref()
      void measure()
    },
    stop() {
      clearInterval(timer)
      timer = undefined
    },
  }
}
