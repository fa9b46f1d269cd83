import { usersByIds } from '@/server/accounts/sign-in/options'
import type { StaffChanged } from '@/server/accounts/staff'
import type { Work } from '@/server/infra/db/unit-of-work'
import { releaseFromSchedules } from '@/server/oncall/leaving'
import { releaseFromPages } from '@/server/paging/leaving'
import { changeLockedTicket } from '../change/change-ticket'
import { lockTicket } from '../change/lock'

/**
 * Releases a staff member's work when they leave (SEMANTICS §3), in the transaction of that change: unassigns their
 * unresolved tickets with an event, ends their acknowledgements and reopens those pages at step 1, cancels pending
 * notifications, and has their schedules checked again. When they return, only the schedules are checked again.
 */
export const releaseWork: StaffChanged = async (work, { userId, change }) => {
  await releaseFromSchedules(work, userId, change)
  if (change === 'returned') return
  await unassignTickets(work, userId)
  await releaseFromPages(work, userId)
}

/** Unassigns a person's unresolved tickets. Locks newer tickets before older ones, as a merge does: no deadlocks. */
async function unassignTickets(work: Work, userId: string): Promise<void> {
  const { tx } = work
  const tickets = await tx.ticket.findMany({
    where: { assigneeId: userId, status: { notIn: ['resolved', 'closed'] } },
    orderBy: [{ number: 'desc' }, { id: 'asc' }],
    select: { id: true },
  })
  if (tickets.length === 0) return
  const name = (await usersByIds(tx, [userId])).get(userId)?.name ?? ''
  for (const { id } of tickets) {
    const ticket = await lockTicket(tx, { id })
    if (!ticket || ticket.assigneeId !== userId || ticket.status === 'resolved' || ticket.status === 'closed') continue
    await changeLockedTicket(work, ticket, async (draft) => {
      draft.record('assigned', { assigneeId: null, name: null, leftStaff: name })
      draft.set({ assigneeId: null })
    })
  }
}
