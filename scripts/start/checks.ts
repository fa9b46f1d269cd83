import net from 'node:net'
import pg from 'pg'
import { newSetupCode, setupCodeId } from '@/server/accounts/sign-in/setup-code'
import { connectionsOf, fitsConnections, readConnectionRoom } from '@/server/infra/db/connection-budget'
import { StartRefused } from './settings'

/** Checks that the port is free. @throws StartRefused */
export async function requireFreePort(port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = net.createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new StartRefused(
          error.code === 'EADDRINUSE'
            ? `Port ${port} is in use. Stop what uses it, or set PORT to another.`
            : `Port ${port} cannot be opened on ${host}: ${error.message}`,
        ),
      ),
    )
    probe.listen(port, host, () => probe.close(() => resolve()))
  })
}

const maxSkewMs = 500
const maxMeasurements = 3

/** Returns how far the database's clock is ahead of ours, in ms, by the fastest of several answers (the most exact). */
async function clockSkewMs(client: pg.Client): Promise<number> {
  let best = { tookMs: Number.POSITIVE_INFINITY, skewMs: 0 }
  for (let ask = 0; ask < maxMeasurements; ask += 1) {
    const before = Date.now()
    const { rows } = await client.query<{ ms: string }>(
      'select (extract(epoch from clock_timestamp()) * 1000)::text as ms',
    )
    const after = Date.now()
    if (after - before < best.tookMs)
      best = { tookMs: after - before, skewMs: Number(rows[0]?.ms) - (before + after) / 2 }
  }
  return best.skewMs
}

function unreachable(client: pg.Client, error: NodeJS.ErrnoException): StartRefused {
  const at = `The database at ${client.host}:${client.port}`
  const reasons: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'there is no such host',
    EAI_AGAIN: 'the name of the host cannot be looked up',
    '28P01': `it refuses the password of ${client.user}`,
    '28000': `it refuses ${client.user}`,
    '3D000': `it has no database named ${client.database}`,
  }
  const reason = reasons[error.code ?? ''] ?? (error.message || 'no answer')
  return new StartRefused(`${at} cannot be reached: ${reason}. Check DATABASE_URL.`)
}

/**
 * Checks that the database answers and that its clock agrees with ours, because due times are instants on both.
 * @throws StartRefused
 */
export async function requireDatabase(url: string): Promise<void> {
  let client: pg.Client
  try {
    client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  } catch {
    throw new StartRefused('DATABASE_URL is invalid; it must look like postgresql://user:password@host:5432/database.')
  }
  // A connection that breaks later must not crash the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    const skewMs = await clockSkewMs(client)
    if (Math.abs(skewMs) > maxSkewMs)
      throw new StartRefused(
        `This machine's clock and the database's differ by ${Math.round(Math.abs(skewMs))} ms; more than ${maxSkewMs} ms would make promises wrong. Synchronise the clocks and start again.`,
      )
  } catch (error) {
    throw error instanceof StartRefused ? error : unreachable(client, error as NodeJS.ErrnoException)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Connections for the command line and an operator's psql, besides web and worker. */
const spareConnections = 2

/**
 * Refuses a server whose connection limit is too low for one web and one worker process. Whether enough connections are
 * free at the moment is reported by the processes, because other programs may be about to end.
 * @throws StartRefused
 */
export async function requireConnections(url: string): Promise<void> {
  const wanted = connectionsOf('web') + connectionsOf('worker') + spareConnections
  const room = await ask(url, readConnectionRoom)
  if (fitsConnections(room, wanted) === 'never')
    throw new StartRefused(
      `Web and worker may use ${wanted} connections, and the database allows ${room.max - room.reserved}. Raise max_connections.`,
    )
}

async function ask<T>(url: string, question: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await question(client)
  } finally {
    await client.end()
  }
}

/** Tells whether demo accounts, whose password is in the README, can sign in. The database must be migrated. */
export async function hasDemoPeople(url: string): Promise<boolean> {
  return ask(url, async (client) => {
    const { rowCount } = await client.query(
      `select 1 from "User" where "email" like '%@demo.test' and "deactivatedAt" is null limit 1`,
    )
    return rowCount === 1
  })
}

/**
 * Stores a new one-time code for the first administrator while no account exists; the previous code stops working.
 * @returns the code to print; null when an account exists
 */
export async function replaceSetupCode(url: string): Promise<string | null> {
  return ask(url, async (client) => {
    const { rowCount } = await client.query('select 1 from "User" limit 1')
    if (rowCount !== 0) return null
    const { code, codeHash } = newSetupCode()
    await client.query(
      `insert into "SetupCode" ("id", "codeHash", "createdAt") values ($1, $2, now())
       on conflict ("id") do update set "codeHash" = excluded."codeHash", "createdAt" = excluded."createdAt"`,
      [setupCodeId, codeHash],
    )
    return code
  })
}
