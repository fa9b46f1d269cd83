import type { Tx } from '@/server/infra/db/db'
import type { Work } from '@/server/infra/db/unit-of-work'
import { advancePage, writeLog } from './page/dispatch'
import { endAcknowledgement, makeNextStepDue } from './page/escalation.rules'
import { lockPage } from './queries'

/**
 * Takes a person who has left the staff out of all paging (SEMANTICS §3): their unsent notifications are cancelled,
 * their acknowledgements end and those pages reopen at step 1. An open page whose current cycle has notified nobody
 * else takes its next step at once. Runs in the transaction that removes the person, after the row locks of the
 * tickets.
 */
export async function releaseFromPages(work: Work, engineerId: string): Promise<void> {
  const pages = await work.tx.page.findMany({
    where: {
      state: { not: 'closed' },
      drillPlanId: null,
      OR: [{ acknowledgedById: engineerId }, { deliveries: { some: { engineerId } } }],
    },
    orderBy: { id: 'asc' },
    select: { id: true },
  })
  for (const { id } of pages) await releaseFromPage(work, id, engineerId)
  // What is left: notifications of drills, and pending ones of pages closed since.
  await cancelDeliveries(work.tx, { engineerId })
}

const cancelDeliveries = (tx: Tx, where: { engineerId: string; pageId?: string }) =>
  tx.delivery.updateMany({
    where: { ...where, state: 'pending' },
    data: { state: 'cancelled', nextAt: null, claimToken: null, claimedUntil: null },
  })

async function releaseFromPage(work: Work, pageId: string, engineerId: string): Promise<void> {
  const { tx, now } = work
  const page = await lockPage(tx, pageId)
  if (!page || page.escalation.state === 'closed') return
  await cancelDeliveries(tx, { engineerId, pageId })
  if (page.acknowledgedById === engineerId) {
    const state = endAcknowledgement(page.escalation, now.getTime())
    if (state === page.escalation) return
    await writeLog(work, page.id, 'reopened', { cause: 'left_staff', engineerId, cycle: state.cycle }, now)
    const nobody = { acknowledgedAt: null, acknowledgedById: null }
    return work.nudgeAll(await advancePage(work, page, state, now, nobody))
  }
  const others = await tx.delivery.count({
    where: {
      pageId,
      cycle: page.escalation.cycle,
      engineerId: { not: engineerId },
      state: { in: ['pending', 'sent'] },
    },
  })
  if (others > 0) return
  const state = makeNextStepDue(page.escalation, page.escalation.cycle, now.getTime())
  if (state !== page.escalation) work.nudgeAll(await advancePage(work, page, state, now))
}
