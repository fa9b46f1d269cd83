import type pg from 'pg'
import type { Client } from '@/server/infra/db/db'
import { connectionsOf, fitsConnections, readConnectionRoom } from '@/server/infra/db/connection-budget'
import { selectOverdue } from '@/server/due/overdue'
import { countNotIndexed } from '@/server/tickets/indexing/indexing'
import { countParked } from '../health/queries'
import { selectPulse } from '../overview/queries'
import { isWorkerAlive } from '../overview/rules'

/** One finding of `nightdesk doctor`. */
export interface Finding {
  name: string
  /** `fail`: pages may be missed, or nothing can be stored; `warn`: needs attention today. */
  state: 'ok' | 'warn' | 'fail'
  found: string
  /** What to do about it; empty for `ok`. */
  todo: string
}

export const finding = (name: string, state: Finding['state'], found: string, todo = ''): Finding => ({
  name,
  state,
  found,
  todo: state === 'ok' ? '' : todo,
})

const minPostgres = 15
const maxSkewMs = 500
const lateMs = 60_000

async function ofServer(pool: Pick<pg.ClientBase, 'query'>, machineMs: () => number): Promise<Finding[]> {
  const before = machineMs()
  const { rows } = await pool.query<{
    version: number
    readOnly: boolean
    fsync: string
    atMs: string
  }>(`select current_setting('server_version_num')::int as "version",
        pg_is_in_recovery() or current_setting('transaction_read_only')::bool as "readOnly",
        current_setting('fsync') as "fsync",
        (extract(epoch from clock_timestamp()) * 1000)::text as "atMs"`)
  const after = machineMs()
  const { version, readOnly, fsync, atMs } = rows[0]!
  const major = Math.floor(version / 10_000)
  const skewMs = Math.round(Number(atMs) - (before + after) / 2)
  const room = await readConnectionRoom(pool)
  const usable = room.max - room.reserved
  const wanted = connectionsOf('web') + connectionsOf('worker')
  const fits = wanted > usable ? 'never' : fitsConnections(room, 2)
  return [
    finding(
      'database version',
      major >= minPostgres ? 'ok' : 'warn',
      `PostgreSQL ${major}`,
      `Use PostgreSQL ${minPostgres} or newer.`,
    ),
    finding(
      'database settings',
      readOnly ? 'fail' : fsync === 'on' ? 'ok' : 'warn',
      readOnly ? 'read-only' : `writable, fsync ${fsync}`,
      readOnly
        ? 'Point DATABASE_URL at the primary, or turn the read-only mode off.'
        : 'Turn fsync on: after a power failure committed data may be lost.',
    ),
    finding(
      'clock',
      Math.abs(skewMs) <= maxSkewMs ? 'ok' : 'fail',
      `the database is ${Math.abs(skewMs)} ms ${skewMs < 0 ? 'behind' : 'ahead of'} this machine`,
      'Set the clocks by NTP, on both machines.',
    ),
    finding(
      'connections',
      fits === 'never' ? 'fail' : fits === 'fits' ? 'ok' : 'warn',
      `${room.used} of ${usable} in use; one web and one worker process use at most ${wanted}`,
      'Raise max_connections, or stop other programs that use the server.',
    ),
  ]
}

async function ofWork(client: Client, now: Date): Promise<Finding[]> {
  const pulse = await selectPulse(client)
  const isAlive = isWorkerAlive(pulse, now)
  const workers = await client.workerHeartbeat.findMany({
    where: { stoppedAt: null },
    orderBy: { beatAt: 'desc' },
    take: 20,
    select: { counters: true },
  })
  const queue = workers.map(({ counters }) => (counters as Record<string, number>).queue_connected ?? null)
  const isQueueUp = queue.length === 0 ? null : queue[0] !== 0
  const channels = await client.channelState.findMany({
    where: { failuresInRow: { gt: 0 } },
    orderBy: { failingSince: 'asc' },
    select: { channel: true, failuresInRow: true, failingSince: true, lastFailure: true },
  })
  const failedMails = await client.mailMessage.count({
    where: { state: 'failed', createdAt: { gte: new Date(now.getTime() - 24 * 60 * 60_000) } },
  })
  const late = (await selectOverdue(client, now)).filter(
    ({ oldestAt }) => oldestAt !== null && now.getTime() - oldestAt.getTime() > lateMs,
  )
  const isUrgentLate = late.some(({ name }) => ['clocks', 'messages', 'pages', 'deliveries'].includes(name))
  const parked = await countParked(client)
  const notIndexed = await countNotIndexed(client)
  return [
    finding(
      'worker',
      isAlive ? 'ok' : 'fail',
      pulse.lastAt ? `last complete sweep ${pulse.lastAt.toISOString()}` : 'no worker has ever completed a sweep',
      'Start the worker, and read its log: without a worker nobody is paged.',
    ),
    finding(
      'search',
      notIndexed === 0 ? 'ok' : 'warn',
      notIndexed === 0 ? 'every ticket is indexed' : `${notIndexed} tickets are still to be indexed`,
      'Nothing, while the number falls: the worker does it in the background. Until then a search by words says what it misses.',
    ),
    finding(
      'queue',
      isQueueUp === false ? 'warn' : 'ok',
      isQueueUp === null ? 'unknown: no worker is running' : isQueueUp ? 'connected' : 'not connected',
      'Check REDIS_URL or DATABASE_DIRECT_URL. The sweep does the work meanwhile, up to two seconds later.',
    ),
    finding(
      'channels',
      channels.length === 0 ? 'ok' : 'warn',
      channels.length === 0
        ? 'the last attempt of every channel succeeded'
        : channels
            .map((one) => `${one.channel} failed ${one.failuresInRow} times in a row: ${one.lastFailure ?? ''}`)
            .join('; '),
      'Check the account and address of that channel; `nightdesk trace` of a page shows the answers.',
    ),
    finding(
      'mails',
      failedMails === 0 ? 'ok' : 'warn',
      failedMails === 0 ? 'none failed in 24 h' : `${failedMails} failed in 24 h`,
      'Read the reasons on the system screen; correct the addresses or SMTP_URL.',
    ),
    finding(
      'due work',
      late.length === 0 ? 'ok' : isUrgentLate ? 'fail' : 'warn',
      late.length === 0
        ? 'nothing is late'
        : late.map(({ name, count, oldestAt }) => `${name}: ${count}, oldest ${oldestAt?.toISOString()}`).join('; '),
      '`nightdesk due` lists it. Start another worker, or find out what delays this one.',
    ),
    finding(
      'parked',
      parked === 0 ? 'ok' : 'warn',
      parked === 0 ? 'nothing' : `${parked} failed seven times and are no longer retried`,
      'Remove the cause; then an administrator resumes them on the system screen.',
    ),
  ]
}

/**
 * Checks a running installation through its database, read-only: server, clock, connections, worker, queue, channels,
 * mails, late and parked work. The command line checks the machine itself (Node, environment, disk, migrations).
 * @param machineMs this machine's clock in epoch milliseconds, to compare with the database's
 */
export async function diagnose(
  { db, pool }: { db: Client; pool: Pick<pg.ClientBase, 'query'> },
  now: Date,
  machineMs: () => number,
): Promise<Finding[]> {
  return [...(await ofServer(pool, machineMs)), ...(await ofWork(db, now))]
}
