import { randomBytes, randomUUID } from 'node:crypto'
import { storedJson } from '@/server/infra/db/json'
import type { Work } from '@/server/infra/db/unit-of-work'
import { eventKinds } from '../events/kinds.rules'
import { isEventType } from '../events/schema'
import { type ChainedEvent, chainEvents, type ChainName, type EventDraft } from '../record/ledger.rules'
import { insertEvents } from '../queries'
import type { LockedTicket } from './lock'

/** Adds 32 random bytes of salt to a text that a person wrote, for the ledger. */
export const saltedBody = (body: string) => ({ salt: new Uint8Array(randomBytes(32)), body })

/**
 * An event to be recorded, before it has an instant and a hash. Text that a person wrote (a reply, a reason) goes into
 * the body and never into the facts: only a body can be erased (SEMANTICS §4).
 */
export interface Recording extends Omit<EventDraft, 'content'> {
  /** Assigned in advance by `placeEvents` when other rows refer to the event. */
  id?: string
  seq?: number
  chain: ChainName
  body?: string
  clientKey?: string
  clientDigest?: string
}

export interface RecordedRow extends ChainedEvent {
  id: string
}

/**
 * Returns the instant of the next events, epoch milliseconds: not before the last event, and after the instant up to
 * which the clocks have been evaluated.
 */
function nextInstantOf(ticket: LockedTicket, now: Date): number {
  const earliest = Math.max(ticket.lastEventAt.getTime(), ticket.judgedAt ? ticket.judgedAt.getTime() + 1 : 0)
  return Math.max(now.getTime(), earliest)
}

/** Reserves ids, seqs and the instant for the next events of a locked ticket, before `appendEvents` stores them. */
export function placeEvents(ticket: LockedTicket, now: Date) {
  const lastSeq = { public: ticket.publicSeq, staff: ticket.staffSeq }
  return {
    at: new Date(nextInstantOf(ticket, now)),
    next(chain: ChainName): { id: string; seq: number } {
      lastSeq[chain] += 1
      return { id: randomUUID(), seq: lastSeq[chain] }
    },
  }
}

/**
 * Appends events to a ticket's chains, all at one instant (UTC): not before the last event, and after the instant up to
 * which the clocks have been evaluated (SEMANTICS §1.6, §4). Updates the chain heads of the locked ticket in memory
 * only; the caller saves them with `chainColumns`.
 */
export async function appendEvents(
  work: Work,
  ticket: LockedTicket,
  recordings: Recording[],
  now: Date,
): Promise<RecordedRow[]> {
  const atMs = nextInstantOf(ticket, now)
  const rows: (RecordedRow & Pick<Recording, 'clientKey' | 'clientDigest'>)[] = []
  for (const recording of recordings) {
    const isPublic = recording.chain === 'public'
    const head = isPublic
      ? { seq: ticket.publicSeq, hash: ticket.publicHead }
      : { seq: ticket.staffSeq, hash: ticket.staffHead }
    const { id, seq, chain, body, clientKey, clientDigest, ...draft } = recording
    const [event] = chainEvents(ticket.reference, chain, head, atMs, [
      { ...draft, content: body === undefined ? null : saltedBody(body) },
    ])
    if (isPublic) {
      ticket.publicSeq = event!.seq
      ticket.publicHead = event!.hash
      ticket.publicActivityAt = new Date(atMs)
    } else {
      ticket.staffSeq = event!.seq
      ticket.staffHead = event!.hash
    }
    if (seq !== undefined && seq !== event!.seq) throw new Error(`Event ${seq} would stand at ${event!.seq}`)
    rows.push({ ...event!, id: id ?? randomUUID(), clientKey, clientDigest })
  }
  ticket.lastEventAt = new Date(atMs)
  await insertEvents(
    work.tx,
    rows.map((row) => ({
      ...eventColumns(ticket.id, row),
      clientKey: row.clientKey ?? null,
      clientDigest: row.clientDigest ?? null,
    })),
    rows.flatMap((row) =>
      row.content ? [{ eventId: row.id, salt: Uint8Array.from(row.content.salt), body: row.content.body }] : [],
    ),
  )
  for (const row of rows) publishTicketEvent(work, ticket, row)
  return rows
}

/** Returns the columns of an event's row, without the client key of its form. */
export const eventColumns = (ticketId: string, row: RecordedRow) => ({
  id: row.id,
  ticketId,
  chain: row.chain,
  seq: row.seq,
  at: new Date(row.atMs),
  type: row.type,
  actorId: row.actor.id,
  actorKind: row.actor.kind,
  facts: storedJson(row.facts),
  contentDigest: row.contentDigest,
  previousHash: row.previousHash,
  hash: row.hash,
})

/** Publishes a recorded event to the outbox, under its name in server/vocabulary/outbox/events.ts. */
export function publishTicketEvent(
  work: Work,
  ticket: { id: string; organisationId: string; reference: string },
  row: RecordedRow,
): void {
  if (!isEventType(row.type)) throw new Error(`No event of a ticket: ${row.type}`)
  work.publish(eventKinds[row.type].publishes, new Date(row.atMs), {
    ticketId: ticket.id,
    organisationId: ticket.organisationId,
    reference: ticket.reference,
    eventId: row.id,
    chain: row.chain,
    seq: row.seq,
    actorId: row.actor.id,
  })
}

/** Returns the ledger's columns of the ticket row, to be saved after `appendEvents`. */
export const chainColumns = (ticket: LockedTicket) => ({
  publicSeq: ticket.publicSeq,
  publicHead: ticket.publicHead,
  staffSeq: ticket.staffSeq,
  staffHead: ticket.staffHead,
  lastEventAt: ticket.lastEventAt,
})
