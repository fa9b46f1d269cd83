import { ticketRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor, PersonActor } from '@/server/vocabulary/rights/actor'
import { auditAct } from '@/server/accounts/audit'
import type { z } from 'zod'
import { DomainError, invalid, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { type Severity, severityRank } from '@/server/vocabulary/severity'
import { excerptOf } from '@/server/vocabulary/text'
import { changeLockedTicket, changeTicket } from '../change/change-ticket'
import { refuse } from '../change/conduct'
import type { TicketDraft } from '../change/draft'
import { mayMerge, mergeNeedsAnswer } from '../conversation/conduct.rules'
import { returnToStaff } from '../conversation/replies'
import { correctedWords } from '../corrections/rules'
import { isAnswerEvent } from '../events/kinds.rules'
import { readEvents } from '../events/schema'
import { copyWatchers, visibleTo } from '../queries'
import type { mergeSchema } from './schema'
import { type LockedTicket, lockTicket } from '../change/lock'

/**
 * Merges a ticket into an older one of the same organisation (PRODUCT.md, T6). Cancels the newer ticket's open clocks
 * and closes its page; recorded breaches stay. The older ticket's clocks do not change (SEMANTICS §1.2) unless the
 * newer one is more severe: then the older one's severity is raised and it takes over the unanswered text (§5). The
 * newer ticket's watchers and filer become watchers of the older one and are notified by mail. Both public chains
 * record the merge.
 * @throws DomainError INVALID `unknownTicket` for an unknown ticket or another organisation's, `mergeIntoOlder`,
 * `mergeIntoClosed`; CONFLICT `ticketClosed`, `mergeNeedsAnswer`; FORBIDDEN, NOT_FOUND
 */
export async function mergeTicket(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof mergeSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.triage)
  await refuseBeforeLocking(ctx, viewer, input)
  await changeTicket(ctx, viewer, { reference: input.reference }, async (draft, work) => {
    const { tx, ticket, now } = draft
    if (ticket.status === 'closed') throw new DomainError('CONFLICT', 'ticketClosed')
    // The newer ticket is always locked first, wherever two tickets are locked, to avoid deadlocks.
    const older = await lockTicket(tx, { reference: input.into, viewer })
    if (!older || older.organisationId !== ticket.organisationId) throw invalid('unknownTicket', 'into')
    refuse(mayMerge({ number: ticket.number }, { number: older.number, closed: older.status === 'closed' }))
    refuse(mergeNeedsAnswer(await firstResponseClocks(tx, ticket.id), now))
    const raises = isMoreSevere(ticket.severity, older.severity)
    const moved = raises ? await unansweredText(tx, ticket.id) : null

    await auditAct(work, ctx, 'ticket.merged', { type: 'ticket', id: ticket.reference }, { into: older.reference })
    const event = draft.record('merged', { into: older.reference })
    draft.set({ status: 'closed', mergedIntoId: older.id, closedAt: draft.at, closesAt: null })
    draft.notify(event, 'ticket-merged', { actorName: viewer.name, to: older.reference })

    await copyWatchers(tx, ticket.id, older.id)
    await changeLockedTicket(work, older, async (into) => {
      into.record('merge_received', { from: ticket.reference })
      if (raises) raiseOlder(into, ticket, moved)
    })
  })
}

const isMoreSevere = (one: Severity, other: Severity) => severityRank[one] < severityRank[other]

async function firstResponseClocks(tx: Tx, ticketId: string) {
  const clocks = await tx.slaClock.findMany({
    where: { ticketId, metric: 'first_response' },
    select: { state: true, dueAt: true, breachedAt: true },
  })
  return clocks.map((clock) => ({
    metric: 'first_response' as const,
    ended: clock.state === 'ended',
    breached: clock.breachedAt !== null,
    dueAt: clock.dueAt,
  }))
}

/** Returns what the customer wrote on a ticket since its last answer, oldest first; null when all is answered. */
async function unansweredText(tx: Tx, ticketId: string): Promise<string | null> {
  const events = await tx.ticketEvent.findMany({
    where: { ticketId, chain: 'public', type: { in: ['filed', 'customer_reply', 'staff_reply', 'corrected'] } },
    orderBy: { seq: 'asc' },
    select: { seq: true, at: true, type: true, facts: true, content: { select: { body: true } } },
  })
  const parsed = readEvents(events.map(({ content, ...event }) => ({ ...event, body: content?.body ?? null })))
  const corrected = correctedWords(parsed)
  const last = parsed.findLastIndex(isAnswerEvent)
  const texts = parsed
    .slice(last + 1)
    .flatMap((event) =>
      event.type === 'filed' || event.type === 'customer_reply' ? ((corrected.get(event.seq) ?? event).body ?? []) : [],
    )
  return texts.length === 0 ? null : excerptOf(texts.join('\n\n---\n\n'), maxMovedText)
}

/** Maximum length of a message. Longer text is cut and ends with "…"; the newer ticket keeps all of it. */
const maxMovedText = 20_000

/**
 * Raises the older ticket to the severity of the newer one, and records the newer one's unanswered text on it as a
 * customer reply, which starts a response clock and pages (SEMANTICS §1.4, §3, §5).
 */
function raiseOlder(older: TicketDraft, newer: LockedTicket, text: string | null): void {
  const mergedFrom = newer.reference
  older.record('severity_changed', { from: older.ticket.severity, to: newer.severity, mergedFrom })
  older.set({ severity: newer.severity })
  if (text === null) return
  const customer = { kind: 'customer' as const, id: newer.filerId }
  // The text was masked when it was written, with the exceptions of its writer, and is not masked a second time.
  older.record('customer_reply', { mergedFrom }, { body: text, actor: customer, isMasked: true })
  returnToStaff(older, customer)
  older.set({ lastCustomerAt: older.at })
}

/**
 * Refuses invalid merges before any row is locked. Merging an older ticket into a newer one would otherwise lock both
 * in the opposite order of a permitted merge and could deadlock with it.
 */
async function refuseBeforeLocking(
  ctx: ServiceContext,
  viewer: PersonActor,
  input: z.output<typeof mergeSchema>,
): Promise<void> {
  const [ticket, older] = await Promise.all(
    [input.reference, input.into].map((reference) =>
      ctx.db.ticket.findFirst({
        where: { AND: [{ reference }, visibleTo(viewer)] },
        select: { number: true, organisationId: true, status: true },
      }),
    ),
  )
  if (!ticket) throw notFound(input.reference)
  if (ticket.status === 'closed') throw new DomainError('CONFLICT', 'ticketClosed')
  if (!older || older.organisationId !== ticket.organisationId) throw invalid('unknownTicket', 'into')
  refuse(mayMerge(ticket, { number: older.number, closed: older.status === 'closed' }))
}
