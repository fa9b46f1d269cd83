import { isManager, isStaff, type Viewer } from '@/server/accounts/schema'
import type { Client } from '@/server/infra/db/db'
import type { LiveMessage } from '@/server/infra/live'
import { visibleTo } from '../queries'

/** What a browser is told: which thing to read again, by the name its screens use. */
export type LiveChange =
  | { kind: 'ticket'; reference: string }
  /** `reference` is null for a drill, which is of no ticket. */
  | { kind: 'page'; pageId: string; reference: string | null }
  | { kind: 'oncall' }
  | { kind: 'handoff' }
  | { kind: 'replay'; replayId: string }
  | { kind: 'everything' }

/** The change as this viewer may know it, or null: rights are checked for every event sent. */
export async function changeFor(client: Client, viewer: Viewer, message: LiveMessage): Promise<LiveChange | null> {
  const staff = isStaff(viewer)
  if (message.kind === 'oncall') return staff ? { kind: 'oncall' } : null
  if (message.kind === 'handoff') return staff ? { kind: 'handoff' } : null
  if (message.kind === 'replay') return isManager(viewer) ? { kind: 'replay', replayId: message.replayId } : null
  if (message.kind === 'session') return null
  if (!staff) {
    if (message.kind === 'page') return customerChange(client, viewer, message.ticketId)
    if (message.staffOnly) return null
    if (!viewer.memberships.some((membership) => membership.organisationId === message.organisationId)) return null
  }
  if (message.kind === 'page' && message.ticketId === null)
    return { kind: 'page', pageId: message.pageId, reference: null }
  const ticket = await client.ticket.findFirst({
    where: { AND: [{ id: message.ticketId ?? undefined }, visibleTo(viewer)] },
    select: { reference: true },
  })
  if (!ticket) return null
  return message.kind === 'page'
    ? { kind: 'page', pageId: message.pageId, reference: ticket.reference }
    : { kind: 'ticket', reference: ticket.reference }
}

/** Who was paged is shown on the customer's own ticket; of the page itself a customer learns nothing. */
async function customerChange(client: Client, viewer: Viewer, ticketId: string | null): Promise<LiveChange | null> {
  if (ticketId === null) return null
  const ticket = await client.ticket.findFirst({
    where: { AND: [{ id: ticketId }, visibleTo(viewer)] },
    select: { reference: true },
  })
  return ticket && { kind: 'ticket', reference: ticket.reference }
}

const minStreamLifeMs = 15 * 60_000
const maxStreamLifeMs = 30 * 60_000

/** How long a live stream lasts before its browser opens another, ms; drawn for each stream. */
export function streamLifeMs(random: () => number = Math.random): number {
  return minStreamLifeMs + random() * (maxStreamLifeMs - minStreamLifeMs)
}
