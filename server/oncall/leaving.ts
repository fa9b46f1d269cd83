import type { Tx } from '@/server/infra/db/db'
import { requestHandoffChecks } from './schedule/handoff-checks'

/**
 * Adapts schedules when a person leaves the staff or returns: the handoffs of every schedule are looked at again,
 * because shifts may now end at other instants. When the person leaves, undecided swaps that they asked for or were
 * asked for are withdrawn.
 */
export async function releaseFromSchedules(
  tx: Tx,
  userId: string,
  change: 'left' | 'returned',
  now: Date,
): Promise<void> {
  if (change === 'left')
    await tx.swapRequest.updateMany({
      where: { state: 'asked', OR: [{ askerId: userId }, { askedId: userId }] },
      data: { state: 'withdrawn', decidedAt: now },
    })
  await requestHandoffChecks(tx)
}
