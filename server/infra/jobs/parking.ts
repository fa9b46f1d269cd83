import type { ServiceContext } from '../context'
import type { Client } from '../db/db'

/** Failed tries after which an item is parked; with these pauses that takes about two minutes. */
export const maxFailures = 7
const firstPauseMs = 2_000
const maxPauseMs = 60_000

/** Returns the pause in milliseconds before a failed item is retried: exponential, at most one minute. */
export function retryPauseMs(failures: number): number {
  return Math.min(maxPauseMs, firstPauseMs * 2 ** Math.max(0, failures - 1))
}

export interface Failing {
  kind: string
  itemId: string
  failures: number
  nextAt: Date
  parkedAt: Date | null
}

/** Returns every item whose handling currently fails because of an internal error. */
export async function selectFailing(client: Client): Promise<Failing[]> {
  return client.failingItem.findMany({
    select: { kind: true, itemId: true, failures: true, nextAt: true, parkedAt: true },
  })
}

/** Returns an error as one line: its name and the last line of its message, which states the cause. */
function errorLine(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const line = error.message.trim().split('\n').at(-1) ?? ''
  return `${error.name}: ${line}`.slice(0, 300)
}

/**
 * Counts a failure of one item. It is retried after a growing pause; after `maxFailures` it is parked until an
 * administrator resumes it. Other items of its kind are not affected.
 */
export async function recordFailure(
  ctx: Pick<ServiceContext, 'db' | 'now'>,
  kind: string,
  itemId: string,
  error: unknown,
): Promise<Failing> {
  const now = ctx.now()
  const lastError = errorLine(error)
  const key = { kind_itemId: { kind, itemId } }
  const { failures } = await ctx.db.failingItem.upsert({
    where: key,
    create: { kind, itemId, failures: 1, firstAt: now, lastAt: now, nextAt: now, lastError },
    update: { failures: { increment: 1 }, lastAt: now, lastError },
    select: { failures: true },
  })
  return ctx.db.failingItem.update({
    where: key,
    data: {
      nextAt: new Date(now.getTime() + retryPauseMs(failures)),
      ...(failures >= maxFailures ? { parkedAt: now } : {}),
    },
    select: { kind: true, itemId: true, failures: true, nextAt: true, parkedAt: true },
  })
}

/** Deletes the failure record of an item that was handled. */
export async function clearFailure(client: Client, kind: string, itemId: string): Promise<void> {
  await client.failingItem.deleteMany({ where: { kind, itemId } })
}
