import { isStaff, membershipIn, type Viewer } from '@/server/accounts/schema'

/**
 * Who may take somebody off the list of those who hear of a ticket: everybody oneself; whoever filed it, a lead of its
 * organisation and staff also others. The viewer is known to see the ticket.
 */
export function mayRemoveWatcher(
  viewer: Viewer,
  ticket: { organisationId: string; filerId: string },
  watcherId: string,
): boolean {
  if (watcherId === viewer.userId || isStaff(viewer)) return true
  const membership = membershipIn(viewer, ticket.organisationId)
  if (!membership) return false
  return ticket.filerId === viewer.userId || membership.roles.includes('customer_lead')
}
