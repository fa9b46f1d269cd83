import { ticketRights } from '@/server/tickets/rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor, PersonActor } from '@/server/vocabulary/rights/actor'
import { z } from 'zod'
import { usersByIds } from '@/server/accounts/sign-in/options'
import { notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { decodeCursor, pageOf } from '@/server/infra/input/cursor'
import { onCallAt } from '@/server/oncall/shifts/shifts.rules'
import { scheduleFacts } from '@/server/oncall/schedule/schedules'
import { usedSchedules } from '@/server/paging/policy/used-schedules'
import { inOrder, isOutstanding } from './mails'
import type { HandoffBriefView, HandoffListView, HandoffRow } from './schema'
import { mayAccept, mayEdit } from './briefs'
import {
  type BriefMarks,
  type BriefRow,
  openTicket,
  selectBrief,
  selectHeld,
  selectOpenBriefs,
  selectOpenMarks,
  selectPastBriefs,
  ticketOfEntry,
} from './queries'
import { prefilledWords } from './words/words'
import { clocksOfTickets } from '@/server/tickets/reading/lists'
import { incomingAt, isHandoff, lookAheadMs, type NamedSchedule, shiftEnds } from './rules'
import { type HandoffWords, missingFields, wordFields } from './brief/rules'
import { clockToShow } from '@/server/tickets/reading/present.rules'
import { isUrgent, type Severity } from '@/server/vocabulary/severity'

const stateOf = (brief: BriefRow): HandoffBriefView['state'] =>
  brief.state === 'draft'
    ? 'draft'
    : brief.state === 'withdrawn'
      ? 'withdrawn'
      : brief.entries.some(isOutstanding)
        ? 'waiting'
        : 'done'

/**
 * Returns a draft as it would be handed over now, without saving: new tickets added, entries of tickets that are gone
 * settled.
 */
async function withNewTickets(ctx: ServiceContext, brief: BriefRow): Promise<BriefRow> {
  if (brief.state !== 'draft') return brief
  const known = new Set(brief.entries.map(({ ticketId }) => ticketId))
  const held = await selectHeld(ctx.db, brief.outgoingId)
  const added = held.filter((id) => !known.has(id))
  const gone = brief.entries.filter(({ ticketId }) => !held.includes(ticketId)).map(({ id }) => id)
  const entries = brief.entries.map((entry) =>
    entry.state === 'open' && gone.includes(entry.id) ? { ...entry, state: 'settled' as const } : entry,
  )
  if (added.length === 0) return { ...brief, entries }
  const outgoing = (await usersByIds(ctx.db, [brief.outgoingId])).get(brief.outgoingId)!
  const [words, tickets] = await Promise.all([
    prefilledWords(ctx.db, added, outgoing),
    ctx.db.ticket.findMany({
      where: { id: { in: added } },
      select: ticketOfEntry,
    }),
  ])
  const now = ctx.now()
  return {
    ...brief,
    entries: [
      ...entries,
      ...tickets.map((ticket) => ({
        id: ticket.id,
        briefId: brief.id,
        ticketId: ticket.id,
        ticket,
        ...words.get(ticket.id)!,
        note: '',
        staffSeq: 0,
        state: 'open' as const,
        revision: 0,
        updatedAt: now,
        updatedById: null,
        decidedAt: null,
        decidedById: null,
      })),
    ],
  }
}

/**
 * Returns one brief with everything that its screen shows; due times are as of now.
 * @throws DomainError NOT_FOUND
 */
export async function readBrief(ctx: ServiceContext, actor: Actor, id: string): Promise<HandoffBriefView> {
  const viewer = authorise(actor, ticketRights.readBriefs)
  const stored = await selectBrief(ctx.db, id)
  if (!stored) throw notFound(id)
  const now = ctx.now()
  const brief = await withNewTickets(ctx, stored)
  const [people, clocks, accept] = await Promise.all([
    usersByIds(ctx.db, [
      brief.outgoingId,
      ...(brief.incomingId ? [brief.incomingId] : []),
      ...brief.entries.flatMap(({ decidedById }) => decidedById ?? []),
    ]),
    clocksOfTickets(
      ctx.db,
      brief.entries.map(({ ticketId }) => ticketId),
    ),
    mayAccept(ctx.db, viewer, brief, now),
  ])
  const person = (one: string) => ({ id: one, name: people.get(one)?.name ?? '' })
  return {
    id: brief.id,
    state: stateOf(brief),
    schedule: brief.schedule,
    outgoing: person(brief.outgoingId),
    incoming: brief.incomingId ? person(brief.incomingId) : null,
    endsAt: brief.endsAt,
    handedAt: brief.handedAt,
    entries: inOrder(brief.entries).map((entry) => ({
      reference: entry.ticket.reference,
      subject: entry.ticket.subject,
      organisation: entry.ticket.organisation.name,
      severity: entry.ticket.severity,
      status: entry.ticket.status,
      known: entry.known,
      tried: entry.tried,
      promised: entry.promised,
      note: entry.note,
      revision: entry.revision,
      state: entry.state,
      outstanding: isOutstanding(entry),
      missing: missingFields(entry.ticket.severity, entry),
      clock: clockToShow(clocks.get(entry.ticketId) ?? []),
      decidedBy: entry.decidedById ? person(entry.decidedById) : null,
      decidedAt: entry.decidedAt,
    })),
    may: { edit: mayEdit(viewer, brief), accept: accept && brief.entries.some(isOutstanding) },
    now,
  }
}

async function rowsOf(ctx: ServiceContext, briefs: readonly BriefRow[]): Promise<Map<string, HandoffRow>> {
  const people = await usersByIds(
    ctx.db,
    briefs.flatMap(({ outgoingId, incomingId }) => [outgoingId, ...(incomingId ? [incomingId] : [])]),
  )
  const person = (id: string) => ({ id, name: people.get(id)?.name ?? '' })
  return new Map(
    briefs.map((brief) => {
      const left = brief.entries.filter(isOutstanding)
      return [
        brief.id,
        {
          id: brief.id,
          state: stateOf(brief),
          schedule: brief.schedule?.name ?? null,
          outgoing: person(brief.outgoingId),
          incoming: brief.incomingId ? person(brief.incomingId) : null,
          endsAt: brief.endsAt,
          tickets: brief.entries.length,
          references: inOrder(brief.entries).map(({ ticket }) => ticket.reference),
          subject: brief.entries.length === 1 ? brief.entries[0]!.ticket.subject : null,
          outstanding: left.length,
          urgent: left.filter(({ ticket }) => isUrgent(ticket.severity)).length,
          missing: left.filter((entry) => missingFields(entry.ticket.severity, entry).length > 0).length,
          mostSevere: left.map(({ ticket }) => ticket.severity).sort()[0] ?? null,
        },
      ]
    }),
  )
}

const maxPast = 30
const isUnwritten = (entries: readonly (HandoffWords & { severity: Severity })[]) =>
  entries.some((entry) => missingFields(entry.severity, entry).length > 0)

type Duty = Pick<BriefMarks, 'state' | 'scheduleId' | 'outgoingId' | 'incomingId'>

/** Returns a function that tells whether the viewer has to write an open brief, to accept it, or neither. */
async function dutiesOf(ctx: ServiceContext, viewer: PersonActor, briefs: readonly Duty[]) {
  const named = briefs.flatMap(({ state, scheduleId }) => (state === 'handed' && scheduleId ? [scheduleId] : []))
  const schedules = await scheduleFacts(ctx.db, [...new Set(named)])
  const at = ctx.now().getTime()
  const mine = new Set([...schedules].flatMap(([id, facts]) => (onCallAt(facts, at) === viewer.userId ? [id] : [])))
  return (brief: Duty, unwritten: boolean): 'write' | 'accept' | null => {
    const own = brief.outgoingId === viewer.userId
    const expected = brief.incomingId === viewer.userId || (brief.scheduleId !== null && mine.has(brief.scheduleId))
    if (own) return brief.state === 'draft' || unwritten ? 'write' : null
    return brief.state === 'handed' && expected ? 'accept' : null
  }
}

/** Groups open briefs by what the viewer has to do: write, accept, or nothing. */
async function sortOpen(ctx: ServiceContext, viewer: PersonActor) {
  const briefs = await selectOpenBriefs(ctx.db)
  const dutyOf = await dutiesOf(ctx, viewer, briefs)
  const wordsLeft = ({ entries }: BriefRow) =>
    entries.filter(isOutstanding).map((entry) => ({ ...entry, severity: entry.ticket.severity }))
  const duties = briefs.map((brief) => ({ brief, duty: dutyOf(brief, isUnwritten(wordsLeft(brief))) }))
  const of = (wanted: 'write' | 'accept' | null) =>
    duties.filter(({ duty }) => duty === wanted).map(({ brief }) => brief)
  return { toWrite: of('write'), toAccept: of('accept'), others: of(null) }
}

const placeSchema = z.strictObject({ at: z.number(), id: z.uuid() })

/**
 * Returns the briefs that the viewer has to write or accept, those of others, and one page of past ones; `after` is its
 * cursor.
 */
export async function readHandoffs(ctx: ServiceContext, actor: Actor, after?: string | null): Promise<HandoffListView> {
  const viewer = authorise(actor, ticketRights.readBriefs)
  const place = decodeCursor(placeSchema, after)
  const [open, found] = await Promise.all([
    sortOpen(ctx, viewer),
    selectPastBriefs(ctx.db, place && { at: new Date(place.at), id: place.id }, maxPast + 1),
  ])
  const { rows: past, next } = pageOf(found, maxPast, ({ endsAt, id }) => ({ at: endsAt.getTime(), id }))
  const rows = await rowsOf(ctx, [...open.toWrite, ...open.toAccept, ...open.others, ...past])
  const of = (briefs: readonly BriefRow[]) => briefs.map(({ id }) => rows.get(id)!)
  return {
    toWrite: of(open.toWrite),
    toAccept: of(open.toAccept),
    others: of(open.others),
    past: of(past),
    nextPast: next,
    now: ctx.now(),
  }
}

/** Counts the briefs that the viewer has to write or accept, for the navigation. */
export async function countHandoffs(ctx: ServiceContext, actor: Actor): Promise<number> {
  const viewer = authorise(actor, ticketRights.readBriefs)
  const briefs = await selectOpenMarks(ctx.db)
  const dutyOf = await dutiesOf(ctx, viewer, briefs)
  return briefs.filter((brief) => dutyOf(brief, isUnwritten(brief.urgent)) !== null).length
}

export interface NextHandoffView {
  /** The next shift change that hands anything over; null when there is none within 90 days. */
  next: {
    at: Date
    schedule: string
    outgoing: string
    incoming: string | null
    tickets: number
    /** Null while the brief is not open yet. */
    briefId: string | null
  } | null
  /** S1 and S2 that were handed over and that nobody has accepted. */
  waiting: { briefId: string; reference: string; severity: 'S1' | 'S2' | 'S3' | 'S4'; outgoing: string; since: Date }[]
}

/** Returns what the on-call screen shows about handoffs. */
export async function readNextHandoff(ctx: ServiceContext, actor: Actor): Promise<NextHandoffView> {
  authorise(actor, ticketRights.readBriefs)
  const at = ctx.now().getTime()
  const [schedules, open] = await Promise.all([usedSchedules(ctx.db), selectOpenBriefs(ctx.db)])
  const named: NamedSchedule[] = schedules
  const ends = schedules
    .flatMap(({ id, name, facts }) => {
      const end = shiftEnds(facts, at + 1, at + lookAheadMs).find((one) => isHandoff(named, id, one))
      return end ? [{ ...end, scheduleId: id, schedule: name }] : []
    })
    .sort((a, b) => a.at - b.at)
  const first = ends[0]
  const incomingId = first ? incomingAt(named, first.scheduleId, first.at) : null
  const people = await usersByIds(ctx.db, [
    ...open.map(({ outgoingId }) => outgoingId),
    ...(first ? [first.outgoing] : []),
    ...(incomingId ? [incomingId] : []),
  ])
  const nameOf = (id: string) => people.get(id)?.name ?? ''
  const draft = open.find(
    (brief) =>
      brief.state === 'draft' &&
      brief.scheduleId === first?.scheduleId &&
      brief.outgoingId === first?.outgoing &&
      brief.endsAt.getTime() === first?.at,
  )
  return {
    next: first
      ? {
          at: new Date(first.at),
          schedule: first.schedule,
          outgoing: nameOf(first.outgoing),
          incoming: incomingId ? nameOf(incomingId) : null,
          tickets: (await selectHeld(ctx.db, first.outgoing)).length,
          briefId: draft?.id ?? null,
        }
      : null,
    waiting: open
      .filter(({ state }) => state === 'handed')
      .flatMap((brief) =>
        inOrder(brief.entries)
          .filter((entry) => isOutstanding(entry) && isUrgent(entry.ticket.severity))
          .map(({ ticket }) => ({
            briefId: brief.id,
            reference: ticket.reference,
            severity: ticket.severity,
            outgoing: nameOf(brief.outgoingId),
            since: brief.handedAt ?? brief.endsAt,
          })),
      ),
  }
}

export interface TicketHandoffView {
  briefId: string
  outgoing: string
  incoming: string | null
  handedAt: Date
  words: { known: string; tried: string; promised: string; note: string }
  mayAccept: boolean
}

/** Returns the brief in which a ticket waits to be accepted, for the ticket's screen; null when there is none. */
export async function readTicketHandoff(
  ctx: ServiceContext,
  actor: Actor,
  reference: string,
): Promise<TicketHandoffView | null> {
  const viewer = authorise(actor, ticketRights.readBriefs)
  const found = await ctx.db.handoffEntry.findFirst({
    where: { state: 'open', ticket: { reference, ...openTicket }, brief: { state: 'handed' } },
    orderBy: { brief: { handedAt: 'desc' } },
    select: { briefId: true },
  })
  const brief = found && (await selectBrief(ctx.db, found.briefId))
  const entry = brief?.entries.find(({ ticket }) => ticket.reference === reference)
  if (!brief || !entry) return null
  const people = await usersByIds(ctx.db, [brief.outgoingId, ...(brief.incomingId ? [brief.incomingId] : [])])
  const words = Object.fromEntries([...wordFields, 'note' as const].map((field) => [field, entry[field]]))
  return {
    briefId: brief.id,
    outgoing: people.get(brief.outgoingId)?.name ?? '',
    incoming: (brief.incomingId && people.get(brief.incomingId)?.name) ?? null,
    handedAt: brief.handedAt ?? brief.endsAt,
    words: words as TicketHandoffView['words'],
    mayAccept: await mayAccept(ctx.db, viewer, brief, ctx.now()),
  }
}

/**
 * Returns the prefilled words for a ticket, in the language and zone of the viewer, who is about to hand it over.
 * @throws DomainError NOT_FOUND
 */
export async function readPrefill(ctx: ServiceContext, actor: Actor, reference: string): Promise<HandoffWords> {
  const viewer = authorise(actor, ticketRights.handOverTicket)
  const ticket = await ctx.db.ticket.findUnique({ where: { reference }, select: { id: true } })
  const writer = (await usersByIds(ctx.db, [viewer.userId])).get(viewer.userId)
  if (!ticket || !writer) throw notFound(reference)
  return (await prefilledWords(ctx.db, [ticket.id], writer)).get(ticket.id)!
}
