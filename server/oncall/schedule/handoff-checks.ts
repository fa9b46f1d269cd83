import type { Tx } from '@/server/infra/db/db'
import { notifyLive } from '@/server/infra/live'

/**
 * Makes the handoffs of every schedule due for a new look and has screens reload who is on call. For changes after
 * which shifts may end at other instants, or other schedules are used by policies.
 */
export async function requestHandoffChecks(tx: Tx): Promise<void> {
  const schedules = await tx.schedule.findMany({ orderBy: { id: 'asc' }, select: { id: true } })
  if (schedules.length === 0) return
  await tx.schedule.updateMany({ data: { handoffsAt: null } })
  for (const { id } of schedules) notifyLive(tx, { kind: 'oncall', scheduleId: id })
}
