import type { Tx } from '@/server/infra/db/db'
import type { Nudge } from '@/server/infra/jobs/jobs'
import { advancePage, writeLog } from './page/dispatch'
import { endAcknowledgement, makeNextStepDue } from './page/escalation.rules'
import { lockPage } from './queries'

/**
 * Takes a person who has left the staff out of all paging (SEMANTICS §3): their unsent notifications are cancelled,
 * their acknowledgements end and those pages reopen at step 1. An open page whose current cycle has notified nobody
 * else takes its next step at once. Runs in the transaction that removes the person, after the row locks of the
 * tickets.
 * @returns what to enqueue after the commit
 */
export async function releaseFromPages(tx: Tx, engineerId: string, now: Date): Promise<Nudge[]> {
  const pages = await tx.page.findMany({
    where: {
      state: { not: 'closed' },
      drillPlanId: null,
      OR: [{ acknowledgedById: engineerId }, { deliveries: { some: { engineerId } } }],
    },
    orderBy: { id: 'asc' },
    select: { id: true },
  })
  const nudges: Nudge[] = []
  for (const { id } of pages) nudges.push(...(await releaseFromPage(tx, id, engineerId, now)))
  // What is left: notifications of drills, and pending ones of pages closed since.
  await cancelDeliveries(tx, { engineerId })
  return nudges
}

const cancelDeliveries = (tx: Tx, where: { engineerId: string; pageId?: string }) =>
  tx.delivery.updateMany({
    where: { ...where, state: 'pending' },
    data: { state: 'cancelled', nextAt: null, claimToken: null, claimedUntil: null },
  })

async function releaseFromPage(tx: Tx, pageId: string, engineerId: string, now: Date): Promise<Nudge[]> {
  const page = await lockPage(tx, pageId)
  if (!page || page.escalation.state === 'closed') return []
  await cancelDeliveries(tx, { engineerId, pageId })
  if (page.acknowledgedById === engineerId) {
    const state = endAcknowledgement(page.escalation, now.getTime())
    if (state === page.escalation) return []
    await writeLog(tx, page.id, 'reopened', { cause: 'left_staff', engineerId, cycle: state.cycle }, now)
    return advancePage(tx, page, state, now, { acknowledgedAt: null, acknowledgedById: null })
  }
  const others = await tx.delivery.count({
    where: {
      pageId,
      cycle: page.escalation.cycle,
      engineerId: { not: engineerId },
      state: { in: ['pending', 'sent'] },
    },
  })
  if (others > 0) return []
  const state = makeNextStepDue(page.escalation, page.escalation.cycle, now.getTime())
  return state === page.escalation ? [] : advancePage(tx, page, state, now)
}
