import type pg from 'pg'

/**
 * Connections that each process may hold at most. Everything that opens a pool takes its size from here, so that the
 * sum is known before the server refuses one.
 */
export const connectionBudget = {
  web: {
    /** Requests. */
    requests: 10,
    /** Health, sign-in, acknowledging pages and measuring the time: these must not wait behind requests. */
    vital: 3,
    /** Adding jobs. */
    queue: 2,
    /** LISTEN. */
    live: 1,
  },
  worker: {
    jobs: 14,
    /** Heartbeat and the time. */
    vital: 2,
    /** BullMQ: one LISTEN connection for each of five queues, and its own statements. */
    queue: 11,
  },
} as const

const sum = (parts: Record<string, number>) => Object.values(parts).reduce((total, part) => total + part, 0)

export const connectionsOf = (process: keyof typeof connectionBudget) => sum(connectionBudget[process])

export interface ConnectionRoom {
  /** `max_connections` of the server. */
  max: number
  /** Kept by the server for superusers and for roles with pg_use_reserved_connections. */
  reserved: number
  /** Connections open at this moment, by any program. */
  used: number
}

/** Asks the server how many connections it has and how many of them are taken. */
export async function readConnectionRoom(pool: Pick<pg.ClientBase, 'query'>): Promise<ConnectionRoom> {
  const { rows } = await pool.query<ConnectionRoom>(`
    select current_setting('max_connections')::int as "max",
      current_setting('superuser_reserved_connections')::int
        + coalesce(current_setting('reserved_connections', true), '0')::int as "reserved",
      (select count(*)::int from pg_stat_activity where "backend_type" = 'client backend') as "used"`)
  return rows[0]!
}

/** `never` when the server has too few connections even if nothing else used it; `notNow` when too many are taken. */
export function fitsConnections(room: ConnectionRoom, wanted: number): 'fits' | 'notNow' | 'never' {
  const usable = room.max - room.reserved
  if (wanted > usable) return 'never'
  return room.used + wanted > usable ? 'notNow' : 'fits'
}
