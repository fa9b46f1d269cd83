import { usersByIds } from '@/server/accounts/sign-in/options'
import { isStaffNow } from '@/server/accounts/staff'
import type { Work } from '@/server/infra/db/unit-of-work'
import type { TicketDraft } from './draft'
import { appendEvents } from './record'
import type { LockedTicket } from './lock'

/**
 * Unassigns a ticket whose assignee has left the staff. Resolved tickets stay assigned to them when they leave, and a
 * reopened one would otherwise go unnoticed (SEMANTICS §3, "When a staff member leaves").
 */
export async function releaseFormerAssignee(work: Work, ticket: LockedTicket, draft: TicketDraft): Promise<void> {
  if (ticket.assigneeId === null || (await isStaffNow(work.tx, ticket.assigneeId))) return
  const leftStaff = (await usersByIds(work.tx, [ticket.assigneeId])).get(ticket.assigneeId)?.name ?? ''
  const facts = { assigneeId: null, name: null, leftStaff }
  await appendEvents(
    work,
    ticket,
    [{ chain: 'staff', type: 'assigned', actor: { kind: 'system', id: null }, facts }],
    draft.now,
  )
  ticket.assigneeId = null
  draft.set({ assigneeId: null })
}
