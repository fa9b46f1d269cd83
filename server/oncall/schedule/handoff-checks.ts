import type { Work } from '@/server/infra/db/unit-of-work'

/**
 * Makes the handoffs of every schedule due for a new look and has screens reload who is on call. For changes after
 * which shifts may end at other instants, or other schedules are used by policies.
 */
export async function requestHandoffChecks(work: Work): Promise<void> {
  const schedules = await work.tx.schedule.findMany({ orderBy: { id: 'asc' }, select: { id: true } })
  if (schedules.length === 0) return
  await work.tx.schedule.updateMany({ data: { handoffsAt: null } })
  for (const { id } of schedules) work.live({ kind: 'oncall', scheduleId: id })
}
