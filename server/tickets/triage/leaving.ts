import { isStaffNow, type StaffChanged } from '@/server/accounts/staff'
import { usersByIds } from '@/server/accounts/sign-in/options'
import type { Tx } from '@/server/infra/db/db'
import { notifyLive } from '@/server/infra/live'
import { releaseFromSchedules } from '@/server/oncall/leaving'
import { releaseFromPages } from '@/server/paging/leaving'
import { saveTicket } from '../change/change'
import { appendEvents } from '../change/record'
import { type LockedTicket, lockTicket } from '../queries'

/**
 * Does what follows when somebody leaves the staff or comes back (SEMANTICS §3), in the transaction of that change:
 * unresolved tickets become unassigned with an event, acknowledgements end and those pages open again at step 1, pending
 * notifications are cancelled, and schedules are looked at again. Coming back changes schedules only.
 */
export const releaseWork: StaffChanged = async (tx, { userId, change, byId, now }) => {
  await releaseFromSchedules(tx, userId, change, now)
  if (change === 'returned') return []
  await unassignTickets(tx, userId, byId, now)
  return releaseFromPages(tx, userId, now)
}

/** Locks newer tickets before older ones, as a merge does. */
async function unassignTickets(tx: Tx, userId: string, byId: string | null, now: Date): Promise<void> {
  const tickets = await tx.ticket.findMany({
    where: { assigneeId: userId, status: { notIn: ['RESOLVED', 'CLOSED'] } },
    orderBy: [{ number: 'desc' }, { id: 'asc' }],
    select: { id: true },
  })
  if (tickets.length === 0) return
  const name = (await usersByIds(tx, [userId])).get(userId)?.name ?? ''
  for (const { id } of tickets) {
    const ticket = await lockTicket(tx, { id })
    if (!ticket || ticket.assigneeId !== userId || ticket.status === 'RESOLVED' || ticket.status === 'CLOSED') continue
    await recordUnassigned(tx, ticket, name, byId, now)
    await saveTicket(tx, ticket, { assigneeId: null })
    await notifyLive(tx, { kind: 'ticket', ticketId: id, organisationId: ticket.organisationId, staffOnly: true })
  }
}

async function recordUnassigned(
  tx: Tx,
  ticket: LockedTicket,
  name: string,
  byId: string | null,
  now: Date,
): Promise<void> {
  const actor = { kind: byId ? ('staff' as const) : ('system' as const), id: byId }
  await appendEvents(
    tx,
    ticket,
    [{ chain: 'staff', type: 'assigned', actor, facts: { assigneeId: null, name: null, leftStaff: name } }],
    now,
  )
  ticket.assigneeId = null
}

/**
 * Takes a ticket from an assignee who has left the staff since: one that was resolved then stayed theirs, and must not
 * come back to nobody's attention when it is reopened. The caller holds the row lock and writes `assigneeId` with its
 * other columns.
 */
export async function releaseFormerAssignee(tx: Tx, ticket: LockedTicket, now: Date): Promise<void> {
  if (ticket.assigneeId === null) return
  if (await isStaffNow(tx, ticket.assigneeId)) return
  const name = (await usersByIds(tx, [ticket.assigneeId])).get(ticket.assigneeId)?.name ?? ''
  await recordUnassigned(tx, ticket, name, null, now)
}
