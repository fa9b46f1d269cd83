import pg from 'pg'
import { log } from '../log'

/**
 * Time-outs of the database, in milliseconds. The server enforces `statement`, `lock` and `idleInTransaction`; this
 * process enforces `connect`, and `query`, which ends a connection that no longer answers.
 */
export interface PoolTimeouts {
  connect: number
  query: number
  statement: number
  lock: number
  idleInTransaction: number
}

export const poolTimeouts: PoolTimeouts = {
  connect: 5_000,
  query: 20_000,
  statement: 10_000,
  lock: 5_000,
  idleInTransaction: 20_000,
}

/** For health, sign-in and acknowledging pages: somebody waits for the answer, and a late one is as bad as none. */
export const vitalTimeouts: Partial<PoolTimeouts> = { connect: 3_000, query: 5_000, statement: 4_000, lock: 3_000 }

export interface PoolOptions {
  /** Connections at most; see connection-budget.ts. */
  max: number
  /** `application_name`, so that an operator sees in pg_stat_activity what a connection is for. */
  name?: string
  /** Schema of unqualified names. Not possible behind a pooler. */
  searchPath?: string
  timeouts?: Partial<PoolTimeouts>
  /** Runs once on the first connection, before anything else uses the pool; retried when it fails. */
  prepare?: (client: pg.PoolClient) => Promise<unknown>
}

const keepAliveDelayMs = 10_000
const endGraceMs = 3_000

/** What is known about the server at a URL; one entry per URL and process. */
interface Server {
  /**
   * A pooler such as PgBouncer. It accepts TimeZone and DateStyle at start-up and restores them for every transaction,
   * but refuses or ignores every other parameter. A session `SET` would reach other clients' transactions.
   */
  pooled: boolean
  /** The check whether a pooler ignores the start-up parameters; every connection waits for it. */
  verified: Promise<void> | null
}
const servers = new Map<string, Server>()

function serverAt(url: string): Server {
  const known = servers.get(url) ?? { pooled: false, verified: null }
  servers.set(url, known)
  return known
}

/** The formats that Prisma's adapter expects: it reads a `timestamptz` as UTC whatever the session's zone is. */
const formats = { TimeZone: 'UTC', DateStyle: 'ISO, MDY' }

function startupParameters(server: Server, timeouts: PoolTimeouts, searchPath: string | undefined) {
  if (server.pooled) return formats
  return {
    ...formats,
    IntervalStyle: 'postgres',
    statement_timeout: String(timeouts.statement),
    lock_timeout: String(timeouts.lock),
    idle_in_transaction_session_timeout: String(timeouts.idleInTransaction),
    ...(searchPath ? { search_path: searchPath } : {}),
  }
}

/** Sent with BEGIN in one message, so that the bounds hold behind a pooler too and cost no round trip. */
const beginWithTimeouts = (timeouts: PoolTimeouts) =>
  `begin; set local statement_timeout = ${timeouts.statement}; set local lock_timeout = ${timeouts.lock}; ` +
  `set local idle_in_transaction_session_timeout = ${timeouts.idleInTransaction}`

/** Creates an error shaped like a socket's, which Prisma's adapter reports as its own time-out. */
const silenceError = (ms: number) =>
  Object.assign(new Error(`The database did not answer within ${ms} ms`), {
    code: 'ETIMEDOUT',
    syscall: 'read',
    errno: -110,
  })

type Query = (...args: unknown[]) => unknown
interface ClientInternals {
  connection: { stream: { destroy(error?: Error): void } }
  getStartupConf(): Record<string, string>
}

/** The class of the connections of one pool or listener. */
function clientClass(url: string, timeouts: PoolTimeouts, searchPath?: string) {
  const server = serverAt(url)

  class DatabaseClient extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config)
      const internals = this as unknown as ClientInternals
      const defaults = internals.getStartupConf.bind(this)
      internals.getStartupConf = () => ({ ...defaults(), ...startupParameters(server, timeouts, searchPath) })
      const send = this.query.bind(this) as unknown as Query
      this.query = ((...args: unknown[]) => bounded(send, forServer(args))) as unknown as typeof this.query
      const bounded = (query: Query, args: unknown[]) => {
        // A silent connection would also block the statements queued behind this one: end it.
        const timer = setTimeout(
          () => internals.connection.stream.destroy(silenceError(timeouts.query)),
          timeouts.query,
        ).unref()
        const done = () => clearTimeout(timer)
        const at = args.findLastIndex((argument) => typeof argument === 'function')
        if (at >= 0) {
          const callback = args[at] as Query
          const withEnd = args.with(at, (...results: unknown[]) => {
            done()
            callback(...results)
          })
          return query(...withEnd)
        }
        const result = query(...args)
        if (result instanceof Promise) result.then(done, done)
        else done()
        return result
      }
      const forServer = (args: unknown[]) => {
        const [query] = args
        if (!server.pooled || typeof query !== 'object' || query === null || !('text' in query)) return args
        if (query.text === 'BEGIN') return args.with(0, beginWithTimeouts(timeouts))
        // A prepared statement belongs to a server connection, and the next transaction may get another one.
        return args.with(0, { ...query, name: undefined })
      }
    }

    /**
     * An error of a checked-out connection between two statements must not end the process: the next one reports it.
     */
    override emit(event: string | symbol, ...args: unknown[]): boolean {
      if (event === 'error' && this.listenerCount('error') === 0) {
        log.warn({ err: (args[0] as Error | undefined)?.message }, 'database connection')
        return false
      }
      return super.emit(event as 'error', ...(args as [Error]))
    }
  }
  return DatabaseClient
}

const clientConfig = (url: string, timeouts: PoolTimeouts, name: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: name,
  connectionTimeoutMillis: timeouts.connect,
  keepAlive: true,
  keepAliveInitialDelayMillis: keepAliveDelayMs,
})

/** PgBouncer's words (08P01) for a parameter that it does not pass on. */
const refusesParameter = (error: unknown) => /unsupported startup parameter/i.test((error as Error).message)

/**
 * A pool in which every wait has a time-out: connecting, waiting for a free connection, a statement, a lock, a silent
 * connection and closing. Open it with `openPool`.
 */
class DatabasePool extends pg.Pool {
  private readonly clients = new Set<pg.PoolClient>()
  private prepared: Promise<unknown> | undefined

  constructor(
    private readonly url: string,
    private readonly timeouts: PoolTimeouts,
    private readonly wanted: PoolOptions,
  ) {
    super({
      ...clientConfig(url, timeouts, wanted.name ?? 'nightdesk'),
      max: wanted.max,
      Client: clientClass(url, timeouts, wanted.searchPath) as unknown as new () => pg.ClientBase,
    })
    // BullMQ adds a listener for each queue and worker.
    this.setMaxListeners(0)
    this.on('connect', (client) => this.clients.add(client))
    this.on('remove', (client) => this.clients.delete(client))
    // An idle connection that the server ends must not end this process; the next query opens another.
    this.on('error', (error) => log.debug({ err: error.message }, 'idle database connection'))
  }

  override connect(): Promise<pg.PoolClient>
  override connect(
    callback: (
      error: Error | undefined,
      client: pg.PoolClient | undefined,
      done: (release?: Error | boolean) => void,
    ) => void,
  ): void
  override connect(
    callback?: (
      error: Error | undefined,
      client: pg.PoolClient | undefined,
      done: (release?: Error | boolean) => void,
    ) => void,
  ): Promise<pg.PoolClient> | void {
    const opening = this.open()
    if (!callback) return opening
    opening.then(
      (client) => callback(undefined, client, (release) => client.release(release)),
      (error: Error) => callback(error, undefined, () => undefined),
    )
  }

  /** Closes the pool's connections; those that have not ended after three seconds are destroyed. */
  override async end(): Promise<void> {
    const cut = setTimeout(() => {
      for (const client of this.clients) (client as unknown as ClientInternals).connection.stream.destroy()
    }, endGraceMs)
    try {
      await super.end()
    } finally {
      clearTimeout(cut)
    }
  }

  private async open(): Promise<pg.PoolClient> {
    const { prepare } = this.wanted
    if (prepare && !this.prepared) {
      this.prepared = this.prepareWith(prepare)
      this.prepared.catch(() => {
        this.prepared = undefined
      })
    }
    await this.prepared
    return this.connectOnce()
  }

  private async prepareWith(prepare: (client: pg.PoolClient) => Promise<unknown>): Promise<void> {
    const client = await this.connectOnce()
    try {
      await prepare(client)
    } finally {
      client.release()
    }
  }

  private async connectOnce(): Promise<pg.PoolClient> {
    const server = serverAt(this.url)
    // Another connection may detect the pooler while this one is being opened.
    const wasPooled = server.pooled
    try {
      const client = await super.connect()
      await this.verified(client, server)
      return client
    } catch (error) {
      if (wasPooled || !refusesParameter(error)) throw error
      if (!server.pooled) this.meetPooler(server)
      return super.connect()
    }
  }

  /** Checks that start-up parameters take effect: a pooler may ignore them (`ignore_startup_parameters`). */
  private async verified(client: pg.PoolClient, server: Server): Promise<void> {
    server.verified ??= this.verify(client, server)
    try {
      await server.verified
    } catch (error) {
      server.verified = null
      client.release(true)
      throw error
    }
  }

  private async verify(client: pg.PoolClient, server: Server): Promise<void> {
    const { rows } = await client.query<{ setting: string }>(
      `select "setting" from pg_settings where "name" = 'statement_timeout'`,
    )
    if (rows[0]?.setting !== String(this.timeouts.statement) && !server.pooled) this.meetPooler(server)
  }

  private meetPooler(server: Server): void {
    if (this.wanted.searchPath) throw new PoolerInTheWay()
    server.pooled = true
    log.info('the database is behind a pooler: time-outs are set in each transaction, statements are not prepared')
  }
}

/**
 * Thrown when a connection that needs its own session (the queue, LISTEN, migrations) leads to a transaction pooler.
 */
export class PoolerInTheWay extends Error {
  constructor() {
    super('DATABASE_URL leads to a pooler. Set DATABASE_DIRECT_URL to the address of the database server itself.')
    this.name = 'PoolerInTheWay'
  }
}

/** Opens a pool; all database access goes through this kind. Nothing connects before the first query. */
export function openPool(url: string, options: PoolOptions): pg.Pool {
  return new DatabasePool(url, { ...poolTimeouts, ...options.timeouts }, options)
}

/** Opens one connection of the same kind for LISTEN; the caller connects it. Needs the server itself, not a pooler. */
export function openListener(url: string, name: string): pg.Client {
  const Client = clientClass(url, poolTimeouts)
  return new Client(clientConfig(url, poolTimeouts, name))
}
