import { oncallRights } from '@/server/oncall/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'
import { ticketRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor, PersonActor } from '@/server/vocabulary/rights/actor'
import type { Client } from '@/server/infra/db/db'
import type { LiveMessage } from '@/server/infra/live'

/** Message to a browser: what to reload, identified as the screens identify it. */
export type LiveChange =
  | { kind: 'ticket'; reference: string }
  /** `reference` is null for a drill, which has no ticket. */
  | { kind: 'page'; pageId: string; reference: string | null }
  | { kind: 'oncall' }
  | { kind: 'handoff' }
  | { kind: 'replay'; replayId: string }
  | { kind: 'everything' }

/** Ticket facts that decide who may see it. */
interface Subject {
  reference: string
  organisationId: string
  filerId: string
  watcherIds: string[]
}

const subjects = new WeakMap<LiveMessage, Promise<Subject | null>>()

async function selectSubject(client: Client, ticketId: string): Promise<Subject | null> {
  const rows = await client.$queryRaw<Subject[]>`
    select t."reference", t."organisationId", t."filerId",
      array(select w."userId"::text from "Watcher" w where w."ticketId" = t."id") as "watcherIds"
    from "Ticket" t where t."id" = ${ticketId}::uuid`
  return rows[0] ?? null
}

/**
 * Reads the ticket of a message, once for all streams of this process, which all receive the same message object. A
 * failed read is not cached: the next stream retries.
 */
function subjectOf(client: Client, message: LiveMessage, ticketId: string): Promise<Subject | null> {
  const known = subjects.get(message)
  if (known) return known
  const reading = selectSubject(client, ticketId)
  subjects.set(message, reading)
  reading.catch(() => subjects.delete(message))
  return reading
}

/** Returns the change as far as this viewer may see it, or null. Rights are checked per message and stream. */
export async function changeFor(client: Client, actor: Actor, message: LiveMessage): Promise<LiveChange | null> {
  const viewer = authorise(actor, ticketRights.followChanges)
  const staff = can(viewer, ticketRights.seeStaffSide)
  if (message.kind === 'oncall') return can(viewer, oncallRights.readOnCall) ? { kind: 'oncall' } : null
  if (message.kind === 'handoff') return can(viewer, ticketRights.readBriefs) ? { kind: 'handoff' } : null
  if (message.kind === 'replay')
    return can(viewer, ticketRights.followReplays) ? { kind: 'replay', replayId: message.replayId } : null
  if (message.kind === 'session') return null
  if (!staff) {
    if (message.kind === 'page') return customerChange(client, viewer, message)
    if (message.staffOnly) return null
    if (!viewer.memberships.some((membership) => membership.organisationId === message.organisationId)) return null
  }
  if (message.kind === 'page' && message.ticketId === null)
    return { kind: 'page', pageId: message.pageId, reference: null }
  const ticket = message.ticketId === null ? null : await subjectOf(client, message, message.ticketId)
  if (!ticket || !can(viewer, ticketRights.read, ticket)) return null
  return message.kind === 'page'
    ? { kind: 'page', pageId: message.pageId, reference: ticket.reference }
    : { kind: 'ticket', reference: ticket.reference }
}

/** Turns a page's change into one of its ticket: customers see there who was paged, but never the page itself. */
async function customerChange(
  client: Client,
  viewer: PersonActor,
  message: Extract<LiveMessage, { kind: 'page' }>,
): Promise<LiveChange | null> {
  if (message.ticketId === null) return null
  const ticket = await subjectOf(client, message, message.ticketId)
  return ticket && can(viewer, ticketRights.read, ticket) ? { kind: 'ticket', reference: ticket.reference } : null
}

const minStreamLifeMs = 15 * 60_000
const maxStreamLifeMs = 30 * 60_000

/** Returns how long (ms) a live stream lasts before its browser reconnects; random, so that reconnects are spread. */
export function streamLifeMs(random: () => number = Math.random): number {
  return minStreamLifeMs + random() * (maxStreamLifeMs - minStreamLifeMs)
}
