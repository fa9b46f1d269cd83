import { oncallRights } from '@/server/oncall/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'
import { ticketRights } from '../rights.rules'
import type { PersonActor } from '@/server/vocabulary/rights/actor'
import type { Client } from '@/server/infra/db/db'
import type { LiveMessage } from '@/server/infra/live'
import type { PresentPerson } from '../presence/schema'

/** Message to a browser: what to reload, identified as the screens identify it. */
export type LiveChange =
  | { kind: 'ticket'; reference: string }
  /** `reference` is null for a drill, which has no ticket. */
  | { kind: 'page'; pageId: string; reference: string | null }
  | { kind: 'oncall' }
  | { kind: 'handoff' }
  | { kind: 'replay'; replayId: string }
  /** Everybody of the staff who has the ticket open. */
  | { kind: 'presence'; reference: string; people: PresentPerson[] }
  /** The reader's own inbox. */
  | { kind: 'inbox' }
  | { kind: 'everything' }

/** Ticket facts that decide who may see it. */
export interface ChangedTicket {
  reference: string
  organisationId: string
  filerId: string
  watcherIds: string[]
}

/** Reads the ticket that a message is about; null when it is about none or the ticket does not exist. */
export async function selectChanged(client: Client, message: LiveMessage): Promise<ChangedTicket | null> {
  if (ticketOf(message) === null) return null
  const rows = await client.$queryRaw<ChangedTicket[]>`
    select t."reference", t."organisationId", t."filerId",
      array(select w."userId"::text from "Watcher" w where w."ticketId" = t."id") as "watcherIds"
    from "Ticket" t where t."id" = ${ticketOf(message)}::uuid`
  return rows[0] ?? null
}

const ticketOf = (message: LiveMessage) =>
  message.kind === 'ticket' || message.kind === 'page' ? message.ticketId : null

/** Returns false when a viewer may see nothing of a message, as far as that is known without reading its ticket. */
export function mayConcern(viewer: PersonActor, message: LiveMessage): boolean {
  if (message.kind === 'oncall') return can(viewer, oncallRights.readOnCall)
  if (message.kind === 'handoff') return can(viewer, ticketRights.readBriefs)
  if (message.kind === 'replay') return can(viewer, ticketRights.followReplays)
  if (message.kind === 'inbox') return message.userId === viewer.userId && can(viewer, ticketRights.keepInbox)
  if (message.kind === 'session' || message.kind === 'presence') return false
  if (can(viewer, ticketRights.seeStaffSide)) return true
  if (message.kind === 'page') return message.ticketId !== null
  return (
    !message.staffOnly && viewer.memberships.some((membership) => membership.organisationId === message.organisationId)
  )
}

/**
 * Returns a function that gives the change as far as a viewer may see it, or null. It checks the rights for each viewer;
 * all viewers who may see the same get the same object, so that it is serialised once.
 * @param ticket what `selectChanged` read for this message
 */
export function changesOf(
  message: LiveMessage,
  ticket: ChangedTicket | null,
): (viewer: PersonActor) => LiveChange | null {
  const whole = wholeChange(message, ticket)
  // Customers see on the ticket who was paged, but never the page itself.
  const ofTicket: LiveChange | null = ticket && { kind: 'ticket', reference: ticket.reference }
  return (viewer) => {
    if (!can(viewer, ticketRights.followChanges) || !mayConcern(viewer, message)) return null
    if (ticketOf(message) === null) return whole
    if (!ticket || !can(viewer, ticketRights.read, ticket)) return null
    return can(viewer, ticketRights.seeStaffSide) ? whole : ofTicket
  }
}

function wholeChange(message: LiveMessage, ticket: ChangedTicket | null): LiveChange | null {
  if (message.kind === 'oncall' || message.kind === 'handoff' || message.kind === 'inbox') return { kind: message.kind }
  if (message.kind === 'replay') return { kind: 'replay', replayId: message.replayId }
  if (message.kind === 'session' || message.kind === 'presence') return null
  if (message.kind === 'ticket') return ticket && { kind: 'ticket', reference: ticket.reference }
  return { kind: 'page', pageId: message.pageId, reference: ticket?.reference ?? null }
}

const minStreamLifeMs = 15 * 60_000
const maxStreamLifeMs = 30 * 60_000

/** Returns how long (ms) a live stream lasts before its browser reconnects; random, so that reconnects are spread. */
export function streamLifeMs(random: () => number = Math.random): number {
  return minStreamLifeMs + random() * (maxStreamLifeMs - minStreamLifeMs)
}
