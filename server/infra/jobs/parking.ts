import type { ServiceContext } from '../context'
import type { Client } from '../db/db'

/** Tries before an item is parked; with these pauses about two minutes. */
export const maxFailures = 7
const firstPauseMs = 2_000
const maxPauseMs = 60_000

/** Pause before an item that could not be handled is tried again. */
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

/** Every item that cannot be handled at present through a fault of our own. */
export async function selectFailing(client: Client): Promise<Failing[]> {
  return client.failingItem.findMany({
    select: { kind: true, itemId: true, failures: true, nextAt: true, parkedAt: true },
  })
}

/** An error in one line: its name and the end of its message, which names the fault. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const line = error.message.trim().split('\n').at(-1) ?? ''
  return `${error.name}: ${line}`.slice(0, 300)
}

/**
 * Counts a failure of one item: it is tried again after a growing pause and, after `maxFailures`, not until an
 * administrator resumes it. Others of its kind are not affected.
 */
export async function recordFailure(
  ctx: Pick<ServiceContext, 'db' | 'now'>,
  kind: string,
  itemId: string,
  error: unknown,
): Promise<Failing> {
  const now = ctx.now()
  const lastError = wordsOf(error)
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

/** Forgets the failures of an item that was handled. */
export async function clearFailure(client: Client, kind: string, itemId: string): Promise<void> {
  await client.failingItem.deleteMany({ where: { kind, itemId } })
}
