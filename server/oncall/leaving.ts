import type { Tx } from '@/server/infra/db/db'
import { lookAtEveryHandoffAgain } from './schedule/handoff-looks'

/**
 * Somebody left the staff or came back: shifts may end at other instants from now on, so handoffs of every schedule are
 * looked at again. Swaps that wait for the person are withdrawn when they leave.
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
  await lookAtEveryHandoffAgain(tx)
}
