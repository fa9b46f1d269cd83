import { PrismaPg } from '@prisma/adapter-pg'
import type pg from 'pg'
import { type Prisma, PrismaClient } from '@/generated/prisma/client'
import { openPool, type PoolOptions } from './pool'

export type Db = PrismaClient
export type Tx = Prisma.TransactionClient
/** A store takes either: it neither opens nor ends transactions. */
export type Client = Db | Tx

export interface Database {
  db: Db
  /** The same connections, for code that needs the driver itself (reading the session of a request). */
  pool: pg.Pool
  close(): Promise<void>
}

const maxStatements = 400

/**
 * Returns a function that names prepared statements, so that a repeated text is planned once per connection. The first
 * `maxStatements` texts get a name and keep it; later ones (an `in` list generates one per length) stay unnamed, so
 * that they do not fill the server's memory.
 */
function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>()
  return ({ sql }) => {
    const known = names.get(sql)
    if (known || names.size >= maxStatements) return known ?? ''
    const name = `nightdesk-${names.size}`
    names.set(sql, name)
    return name
  }
}

/**
 * Opens Prisma on its own pool.
 * @param max connections at most; see connection-budget.ts
 */
export function openDatabase(url: string, max = 10, options: Omit<PoolOptions, 'max'> = {}): Database {
  const pool = openPool(url, { max, ...options })
  const adapter = new PrismaPg(pool, { disposeExternalPool: false, statementNameGenerator: statementNames() })
  // Statements, locks and silent connections have their own time-outs (pool.ts). This one allows for many statements
  // over a slow line: filing an S1 takes about thirty round trips.
  const db = new PrismaClient({ adapter, transactionOptions: { maxWait: 5_000, timeout: 30_000 } })
  return {
    db,
    pool,
    async close() {
      await db.$disconnect()
      await pool.end()
    },
  }
}

export { isUniqueViolation } from './database-errors'
