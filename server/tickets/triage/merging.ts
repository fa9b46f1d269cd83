import { auditAct } from '@/server/accounts/audit'
import { type Severity, severityRank } from '@/server/vocabulary/severity'
import { type Viewer } from '@/server/accounts/schema'
import { DomainError, invalid, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { notifyLive } from '@/server/infra/live'
import type { Tx } from '@/server/infra/db/db'
import type { Nudge } from '@/server/infra/jobs/jobs'
import { triggersPage } from '@/server/paging/policy/triggers.rules'
import { closePage } from '@/server/paging/page/pages'
import type { z } from 'zod'
import { judge, pageTicket } from '../change/settle'
import { writeNotices } from '../change/notices'
import { appendEvents, type Recording } from '../change/record'
import { actorOf, onTicket, refuse, requireEngineer, saveTicket } from '../change/change'
import { releaseFormerAssignee } from './leaving'
import { mayMerge, mergeNeedsAnswer } from '../conversation/conduct.rules'
import type { mergeSchema } from '../schema'
import { copyWatchers, type LockedTicket, lockTicket, visibleTo } from '../queries'

/**
 * Merges a ticket into an older one of the same organisation (T6): its open clocks are cancelled and its page closes,
 * recorded breaches stay, and the older one's clocks are not touched (SEMANTICS §1.2), unless the newer one is more severe:
 * then the older one is raised and takes over the unanswered text (§5). Its watchers and its
 * filer watch the older one from now on and are notified by mail. Both records say so.
 * @throws DomainError INVALID `unknownTicket` for a ticket that is not there or another organisation's, `mergeIntoOlder`,
 * `mergeIntoClosed`; CONFLICT `ticketClosed`, `mergeNeedsAnswer`; FORBIDDEN, NOT_FOUND
 */
export async function mergeTicket(
  ctx: ServiceContext,
  viewer: Viewer,
  input: z.output<typeof mergeSchema>,
): Promise<void> {
  requireEngineer(viewer, input.reference)
  await refuseBeforeLocking(ctx, viewer, input)
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    if (ticket.status === 'CLOSED') throw new DomainError('CONFLICT', 'ticketClosed')
    // The newer one is locked first, here and wherever two tickets are locked, so that merges never deadlock.
    const older = await lockTicket(tx, { reference: input.into, viewer })
    if (!older || older.organisationId !== ticket.organisationId) throw invalid('unknownTicket', 'into')
    refuse(mayMerge({ number: ticket.number }, { number: older.number, closed: older.status === 'CLOSED' }))
    refuse(mergeNeedsAnswer(await firstResponseClocks(tx, ticket.id), now))
    const moved = isMoreSevere(ticket.severity, older.severity) ? await unansweredText(tx, ticket.id) : null

    await auditAct(tx, ctx, 'ticket.merged', { type: 'ticket', id: ticket.reference }, { into: older.reference })
    const actor = actorOf(viewer)
    const [event] = await appendEvents(
      tx,
      ticket,
      [{ chain: 'public', type: 'merged', actor, facts: { into: older.reference } }],
      now,
    )
    ticket.status = 'CLOSED'
    const { nudges, columns } = await judge(tx, ticket, ticket.lastEventAt, true)
    nudges.push(...(await closePage(tx, { ticketId: ticket.id, reason: 'merged', now: ticket.lastEventAt })))
    nudges.push(
      ...(await writeNotices(
        tx,
        ticket,
        event!,
        'ticket-merged',
        { actorName: viewer.name, to: older.reference },
        now,
      )),
    )
    await saveTicket(tx, ticket, {
      ...columns,
      status: 'CLOSED',
      mergedIntoId: older.id,
      closedAt: ticket.lastEventAt,
      closesAt: null,
    })

    await appendEvents(
      tx,
      older,
      [{ chain: 'public', type: 'merge_received', actor, facts: { from: ticket.reference } }],
      now,
    )
    await copyWatchers(tx, ticket.id, older.id)
    if (isMoreSevere(ticket.severity, older.severity))
      nudges.push(...(await raiseOlder(tx, viewer, ticket, older, moved, now)))
    else await saveTicket(tx, older)
    await notifyLive(tx, {
      kind: 'ticket',
      ticketId: older.id,
      organisationId: older.organisationId,
      staffOnly: false,
    })
    return { nudges }
  })
}

const isMoreSevere = (one: Severity, other: Severity) => severityRank[one] < severityRank[other]

async function firstResponseClocks(tx: Tx, ticketId: string) {
  const clocks = await tx.slaClock.findMany({
    where: { ticketId, metric: 'FIRST_RESPONSE' },
    select: { state: true, dueAt: true, breachedAt: true },
  })
  return clocks.map((clock) => ({
    metric: 'first_response' as const,
    ended: clock.state === 'ENDED',
    breached: clock.breachedAt !== null,
    dueAt: clock.dueAt,
  }))
}

/** Returns what the customer wrote on a ticket since its last answer, oldest first; null when everything is answered. */
async function unansweredText(tx: Tx, ticketId: string): Promise<string | null> {
  const events = await tx.ticketEvent.findMany({
    where: { ticketId, chain: 'PUBLIC', type: { in: ['filed', 'customer_reply', 'staff_reply'] } },
    orderBy: { seq: 'asc' },
    select: { type: true, facts: true, content: { select: { body: true } } },
  })
  const isAnswer = (event: (typeof events)[number]) => {
    const { kind, human } = event.facts as { kind?: unknown; human?: unknown }
    return event.type === 'staff_reply' && human === true && kind !== 'acknowledgement'
  }
  const last = events.findLastIndex(isAnswer)
  const texts = events
    .slice(last + 1)
    .flatMap((event) => (event.type !== 'staff_reply' && event.content ? [event.content.body] : []))
  return texts.length === 0 ? null : texts.join('\n\n---\n\n').slice(0, maxMovedText)
}

/** As long as a message may be. */
const maxMovedText = 20_000

/**
 * Raises the older ticket to the severity of the more severe one that was merged into it, and gives it that one's
 * unanswered text as a customer's reply, so that a response clock and a page stand for it (SEMANTICS §1.4, §3, §5).
 */
async function raiseOlder(
  tx: Tx,
  viewer: Viewer,
  newer: LockedTicket,
  older: LockedTicket,
  text: string | null,
  now: Date,
): Promise<Nudge[]> {
  const from = older.severity
  const customer = { kind: 'customer' as const, id: newer.filerId }
  const recordings: Recording[] = [
    {
      chain: 'public',
      type: 'severity_changed',
      actor: actorOf(viewer),
      facts: { from, to: newer.severity, mergedFrom: newer.reference },
    },
  ]
  if (text !== null) {
    recordings.push({
      chain: 'public',
      type: 'customer_reply',
      actor: customer,
      facts: { mergedFrom: newer.reference },
      body: text,
    })
    if (older.status === 'RESOLVED')
      recordings.push({ chain: 'public', type: 'reopened', actor: customer, facts: { actor: 'customer' } })
    else if (older.status === 'WAITING_ON_CUSTOMER')
      recordings.push({ chain: 'public', type: 'status_changed', actor: customer, facts: { to: 'open' } })
  }
  const events = await appendEvents(tx, older, recordings, now)
  older.severity = newer.severity
  const reopens = text !== null && older.status === 'RESOLVED'
  if (text !== null && (reopens || older.status === 'WAITING_ON_CUSTOMER')) older.status = 'OPEN'
  if (reopens) await releaseFormerAssignee(tx, older, now)
  const { nudges, columns, settlement } = await judge(tx, older, older.lastEventAt)
  const urgency = triggersPage({ kind: 'severity_changed', from }, newer.severity)
  if (urgency && older.status !== 'RESOLVED')
    nudges.push(
      ...(await pageTicket(tx, older, {
        urgency,
        trigger: {
          key: `raised:${events[0]!.seq}`,
          kind: 'raised',
          detail: { from, to: newer.severity },
          at: older.lastEventAt,
        },
        responseWarningAt: settlement.responseWarningAt,
        now,
      })),
    )
  await saveTicket(tx, older, {
    severity: older.severity,
    ...columns,
    status: older.status,
    assigneeId: older.assigneeId,
    ...(text !== null ? { lastCustomerAt: older.lastEventAt } : {}),
    ...(reopens ? { resolvedAt: null, closesAt: null } : {}),
  })
  return nudges
}

/**
 * Refuses what the numbers alone decide before any row is locked. A merge of an older ticket into a newer one would
 * otherwise lock both in the opposite order of a permitted merge and deadlock with it.
 */
async function refuseBeforeLocking(
  ctx: ServiceContext,
  viewer: Viewer,
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
  if (ticket.status === 'CLOSED') throw new DomainError('CONFLICT', 'ticketClosed')
  if (!older || older.organisationId !== ticket.organisationId) throw invalid('unknownTicket', 'into')
  refuse(mayMerge(ticket, { number: older.number, closed: older.status === 'CLOSED' }))
}
