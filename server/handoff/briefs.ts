import { can } from '@/server/vocabulary/rights/rights'
import { ticketRights } from '@/server/tickets/rights.rules'
import { admit, authorise } from '@/server/infra/rights/authorise'
import type { Actor, PersonActor } from '@/server/vocabulary/rights/actor'
import { usersByIds } from '@/server/accounts/sign-in/options'
import { conflict, DomainError, forbidden, invalid, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { unitOfWork, type Work } from '@/server/infra/db/unit-of-work'
import { onCallAt } from '@/server/oncall/shifts/shifts.rules'
import { scheduleFacts } from '@/server/oncall/schedule/schedules'
import { handOverPage } from '@/server/paging/page/responses'
import type { z } from 'zod'
import { changeLockedTicket, changeTicket } from '@/server/tickets/change/change-ticket'
import { factsOf, refuse } from '@/server/tickets/change/conduct'
import { inOrder, isOutstanding, readersOf, writeHandoffMails } from './mails'
import type { acceptHandoffSchema, giveTicketSchema, keepHandoffSchema, saveHandoffSchema } from './schema'
import { type BriefRow, lockBrief, selectBrief, selectHeld, selectTakenSince, settleEntries } from './queries'
import { prefilledWords, recordedText } from './words/words'
import { followUpOf, mayKeep, missingFields } from './brief/rules'
import { type LockedTicket, lockTicket } from '@/server/tickets/change/lock'

/** Whether a brief can still be edited by those who have the right. */
const isWritable = (brief: Pick<BriefRow, 'state'>): boolean => brief.state !== 'withdrawn'

export const mayEdit = (viewer: PersonActor, brief: Pick<BriefRow, 'outgoingId' | 'createdById' | 'state'>): boolean =>
  isWritable(brief) && can(viewer, ticketRights.writeBrief, brief)

/**
 * Whether the viewer may accept a brief: once the shift is over, the incoming engineer, the person now on call on its
 * schedule, and managers may; the outgoing engineer never may.
 */
export async function mayAccept(
  client: Tx | ServiceContext['db'],
  viewer: PersonActor,
  brief: Pick<BriefRow, 'outgoingId' | 'incomingId' | 'scheduleId' | 'state'>,
  now: Date,
): Promise<boolean> {
  if (brief.state !== 'handed') return false
  if (can(viewer, ticketRights.acceptBrief, { ...brief, onCallId: null })) return true
  const facts = brief.scheduleId && (await scheduleFacts(client, [brief.scheduleId])).get(brief.scheduleId)
  const onCallId = facts ? onCallAt(facts, now.getTime()) : null
  return can(viewer, ticketRights.acceptBrief, { ...brief, onCallId })
}

/**
 * Returns the entry of a ticket in a brief; creates it for a ticket that came after the draft was opened.
 * @throws DomainError NOT_FOUND
 */
async function entryFor(tx: Tx, brief: BriefRow, reference: string, now: Date): Promise<BriefRow['entries'][number]> {
  const found = brief.entries.find(({ ticket }) => ticket.reference === reference)
  if (found) return found
  const ticket =
    brief.state === 'draft' &&
    (await tx.ticket.findUnique({ where: { reference }, select: { id: true, staffSeq: true } }))
  if (!ticket || !(await selectHeld(tx, brief.outgoingId)).includes(ticket.id)) throw notFound(reference)
  const outgoing = (await usersByIds(tx, [brief.outgoingId])).get(brief.outgoingId)!
  const words = (await prefilledWords(tx, [ticket.id], outgoing)).get(ticket.id)!
  await tx.handoffEntry.create({
    data: { briefId: brief.id, ticketId: ticket.id, staffSeq: ticket.staffSeq, ...words, updatedAt: now },
    select: { id: true },
  })
  return (await selectBrief(tx, brief.id))!.entries.find((entry) => entry.ticketId === ticket.id)!
}

async function onEntry(
  ctx: ServiceContext,
  viewer: PersonActor,
  input: { id: string; reference: string },
  change: (tx: Tx, entry: BriefRow['entries'][number], now: Date) => Promise<void>,
): Promise<void> {
  await unitOfWork(ctx, viewer, async ({ tx, now, live }) => {
    const brief = await lockBrief(tx, input.id)
    if (!brief) throw notFound(input.id)
    authorise(viewer, ticketRights.writeBrief, brief)
    if (!isWritable(brief)) throw forbidden('withdrawn brief')
    const entry = await entryFor(tx, brief, input.reference, now)
    if (entry.state === 'accepted' || entry.state === 'settled') throw conflict('handoffTaken', input.reference)
    await change(tx, entry, now)
    live({ kind: 'handoff', briefId: brief.id })
  })
}

/**
 * Saves the fields of one ticket in a brief, as long as nobody has accepted it.
 * @throws DomainError NOT_FOUND; FORBIDDEN for the brief of another engineer; CONFLICT `handoffTaken`, `staleHandoff`
 */
export async function saveEntry(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof saveHandoffSchema>,
): Promise<void> {
  const viewer = admit(actor, ticketRights.writeBrief)
  await onEntry(ctx, viewer, input, async (tx, entry, now) => {
    if (entry.revision !== input.revision) throw conflict('staleHandoff', input.reference)
    const { known, tried, promised, note } = input
    await tx.handoffEntry.update({
      where: { id: entry.id },
      data: {
        known,
        tried,
        promised,
        note,
        revision: { increment: 1 },
        updatedAt: now,
        updatedById: viewer.userId,
      },
      select: { id: true },
    })
  })
}

/**
 * Marks an S3 or S4 as kept by the outgoing engineer, or takes that mark back.
 * @throws DomainError NOT_FOUND; FORBIDDEN; CONFLICT `handoffTaken`, `handoffKeepsGrave` for an S1 or S2
 */
export async function keepEntry(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof keepHandoffSchema>,
): Promise<void> {
  const viewer = admit(actor, ticketRights.writeBrief)
  await onEntry(ctx, viewer, input, async (tx, entry, now) => {
    if (input.keep) refuse(mayKeep(entry.ticket.severity))
    await tx.handoffEntry.update({
      where: { id: entry.id },
      data: input.keep
        ? { state: 'kept', decidedAt: now, decidedById: viewer.userId }
        : { state: 'open', decidedAt: null, decidedById: null },
      select: { id: true },
    })
  })
}

/** Assigns the ticket to the accepting engineer and records the handover with its words. */
async function takeOverTicket(
  work: Work,
  viewer: PersonActor,
  brief: BriefRow,
  entry: BriefRow['entries'][number],
  ticket: LockedTicket,
  outgoing: { name: string; locale: 'en' | 'zh-CN'; timeZone: string },
): Promise<void> {
  const { tx, now } = work
  await changeLockedTicket(work, ticket, async (draft) => {
    draft.record(
      'handed_over',
      { briefId: brief.id, fromId: brief.outgoingId, from: outgoing.name },
      { body: recordedText(entry, outgoing) },
    )
    // When a third engineer is the assignee, only the page that the outgoing engineer acknowledged is handed over.
    if (ticket.assigneeId === null || ticket.assigneeId === brief.outgoingId) {
      draft.record('assigned', { assigneeId: viewer.userId, name: viewer.name })
      draft.set({ assigneeId: viewer.userId })
    }
    await tx.handoffEntry.update({
      where: { id: entry.id },
      data: { state: 'accepted', decidedAt: now, decidedById: viewer.userId },
      select: { id: true },
    })
    draft.afterEvents(() =>
      handOverPage(work, { ticketId: ticket.id, fromId: brief.outgoingId, toId: viewer.userId, now }),
    )
  })
}

/**
 * Accepts a brief, or only the tickets named: each is assigned to the accepting engineer together with its open page.
 * @returns the references accepted, without tickets that somebody else took meanwhile
 * @throws DomainError NOT_FOUND, FORBIDDEN; CONFLICT `handoffNotYet` before the shift has ended; INVALID
 *   `handoffNeedsWords` for an S1 or S2 with an empty field
 */
export async function acceptHandoff(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof acceptHandoffSchema>,
): Promise<{ accepted: string[] }> {
  const viewer = admit(actor, ticketRights.acceptBrief)
  return unitOfWork(ctx, actor, async (work) => {
    const { tx, now } = work
    const seen = await selectBrief(tx, input.id)
    if (!seen) throw notFound(input.id)
    if (seen.state === 'draft') throw conflict('handoffNotYet', input.id)
    if (!(await mayAccept(tx, viewer, seen, now))) throw forbidden('brief of others')
    const wanted = (reference: string) => input.references?.includes(reference) ?? true
    const tickets = new Map<string, LockedTicket>()
    // Lock order: tickets before the brief, as an assignment does, and newer tickets before older ones, as a merge
    // does.
    const ids = seen.entries
      .filter(({ ticket }) => wanted(ticket.reference))
      .sort((a, b) => b.ticket.number - a.ticket.number || (a.ticketId < b.ticketId ? -1 : 1))
      .map(({ ticketId }) => ticketId)
    for (const id of ids) {
      const ticket = await lockTicket(tx, { id })
      if (ticket) tickets.set(id, ticket)
    }
    const brief = (await lockBrief(tx, input.id))!
    const taken = await selectTakenSince(tx, brief)
    const entries = inOrder(brief.entries).filter(
      (entry) => isOutstanding(entry) && tickets.has(entry.ticketId) && !taken.has(entry.ticketId),
    )
    for (const { ticket, ...entry } of entries) {
      const [field] = missingFields(ticket.severity, entry)
      if (field)
        throw new DomainError('INVALID', 'handoffNeedsWords', { field, values: { reference: ticket.reference } })
    }
    const outgoing = (await usersByIds(tx, [brief.outgoingId])).get(brief.outgoingId)!
    for (const entry of entries)
      await takeOverTicket(work, viewer, brief, entry, tickets.get(entry.ticketId)!, outgoing)
    work.live({ kind: 'handoff', briefId: brief.id })
    return { accepted: entries.map(({ ticket }) => ticket.reference) }
  })
}

/**
 * Hands one ticket over between shifts: creates a brief with one entry for the other engineer to accept; until then the
 * ticket keeps its assignee. For an S1 or S2 every field is required.
 * @throws DomainError NOT_FOUND, FORBIDDEN; CONFLICT `ticketNotOpen`, `handoffFromNobody`; INVALID `unknownPerson`,
 * `handoffNeedsWords`
 */
export async function handOverTicket(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof giveTicketSchema>,
): Promise<{ id: string } | undefined> {
  const viewer = authorise(actor, ticketRights.handOverTicket)
  return changeTicket(ctx, viewer, { reference: input.reference }, async (draft, work) => {
    const { tx, ticket, now } = draft
    draft.keepFromCustomers()
    const { status, severity } = factsOf(ticket)
    if (status === 'resolved' || status === 'closed') throw conflict('ticketNotOpen')
    if (ticket.assigneeId === null) throw conflict('handoffFromNobody')
    const to = (await readersOf(tx, [input.toId]))[0]
    if (!to || to.id === ticket.assigneeId) throw invalid('unknownPerson', 'toId')
    const [field] = missingFields(severity, input)
    if (field) throw invalid('handoffNeedsWords', field, { reference: ticket.reference })
    await settleEntries(tx, { ticketId: ticket.id }, { id: viewer.userId, at: now })
    const { known, tried, promised, note } = input
    const created = await tx.handoffBrief.create({
      data: {
        endsAt: now,
        outgoingId: ticket.assigneeId,
        incomingId: to.id,
        state: 'handed',
        createdById: viewer.userId,
        createdAt: now,
        handedAt: now,
        nextAt: new Date(followUpOf(now.getTime(), now.getTime()).nextAt!),
        entries: {
          create: {
            ticketId: ticket.id,
            staffSeq: ticket.staffSeq,
            known,
            tried,
            promised,
            note,
            revision: 1,
            updatedAt: now,
            updatedById: viewer.userId,
          },
        },
      },
      select: { id: true },
    })
    const brief = (await selectBrief(tx, created.id))!
    await writeHandoffMails(work, brief, 'handed', [to], brief.entries, now)
    work.live({ kind: 'handoff', briefId: created.id })
    return { id: created.id }
  })
}
