import type { Tx } from '@/server/infra/db/db'
import { notifyLive } from '@/server/infra/live'

/**
 * Has the handoffs of every schedule looked at again and every screen read anew who is on call: shifts may end at other
 * instants from now on, or other schedules may count.
 */
export async function lookAtEveryHandoffAgain(tx: Tx): Promise<void> {
  const schedules = await tx.schedule.findMany({ orderBy: { id: 'asc' }, select: { id: true } })
  if (schedules.length === 0) return
  await tx.schedule.updateMany({ data: { handoffsAt: null } })
  for (const { id } of schedules) notifyLive(tx, { kind: 'oncall', scheduleId: id })
}
