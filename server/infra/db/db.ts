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
  /** The same connections, for what needs a bare client (rate limits). */
  pool: pg.Pool
  close(): Promise<void>
}

const maxStatements = 400

/**
 * Names for prepared statements: a text that comes again is planned once per connection. The first texts get one and
 * keep it; what a list of changing length would generate later goes unnamed instead of filling the server's memory.
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
 * Opens Prisma on a pool of its own.
 * @param max connections at most; see connection-budget.ts
 */
export function openDatabase(url: string, max = 10, options: Omit<PoolOptions, 'max'> = {}): Database {
  const pool = openPool(url, { max, ...options })
  const adapter = new PrismaPg(pool, { disposeExternalPool: false, statementNameGenerator: statementNames() })
  // Statements, locks and silence have bounds of their own (pool.ts); this one is for many statements over a slow line:
  // filing an S1 makes about thirty round trips.
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
