import type { Work } from '@/server/infra/db/unit-of-work'
import { requestHandoffChecks } from './schedule/handoff-checks'

/**
 * Adapts schedules when a person leaves the staff or returns: the handoffs of every schedule are looked at again,
 * because shifts may now end at other instants. When the person leaves, undecided swaps that they asked for or were
 * asked for are withdrawn.
 */
export async function releaseFromSchedules(work: Work, userId: string, change: 'left' | 'returned'): Promise<void> {
  if (change === 'left')
    await work.tx.swapRequest.updateMany({
      where: { state: 'asked', OR: [{ askerId: userId }, { askedId: userId }] },
      data: { state: 'withdrawn', decidedAt: work.now },
    })
  await requestHandoffChecks(work)
}
