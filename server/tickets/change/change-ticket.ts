import type { PersonActor } from '@/server/vocabulary/rights/actor'
import { notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { unitOfWork, type Work } from '@/server/infra/db/unit-of-work'
import { isOnCallFor, firstReached } from '@/server/paging/coverage/on-call'
import { closePage } from '@/server/paging/page/pages'
import { type TicketHappening, triggersPage } from '@/server/paging/policy/triggers.rules'
import type { Urgency } from '@/server/paging/facts'
import { attachFiles } from '../attachments/attachments'
import { eventKinds, pageEndOf } from '../events/kinds.rules'
import { readEvents } from '../events/schema'
import { selectKey } from '../queries'
import { actorOf } from './conduct'
import { TicketDraft } from './draft'
import { endsSnooze } from '../snooze/snooze.rules'
import { releaseFormerAssignee } from './former-assignee'
import { requireSameForm, type SentForm } from './form'
import { hastenNotices, writeNotices } from './notices'
import { appendEvents, chainColumns, type RecordedRow } from './record'
import { pageTicket, type SettledColumns, type Settled, settleTicket } from './settle'
import { type LockedTicket, lockTicket } from './lock'
import { isUrgent } from '@/server/vocabulary/severity'

/**
 * Changes one ticket that the viewer may see, in one transaction under its row lock. Idempotent per form: sending the
 * same client key with the same content again changes nothing.
 * @param change describes the change on the draft; the order of its calls does not matter
 * @returns what `change` returns; undefined when the form was carried out before
 * @throws DomainError NOT_FOUND when the viewer can see no such ticket, CONFLICT `keyReused` when the key was used for
 * other content or another verb
 */
export async function changeTicket<T>(
  ctx: ServiceContext,
  viewer: PersonActor,
  target: { reference: string; form?: SentForm },
  change: (draft: TicketDraft, work: Work) => Promise<T>,
): Promise<T | undefined> {
  const { reference, form } = target
  return unitOfWork(ctx, viewer, async (work): Promise<T | undefined> => {
    const ticket = await lockTicket(work.tx, { reference, viewer })
    if (!ticket) throw notFound(reference)
    // Under the row lock, so that two concurrent copies of a form are detected here and not by a unique violation.
    const earlier = form && (await selectKey(work.tx, ticket.id, form.clientKey))
    if (earlier) {
      requireSameForm(earlier.clientDigest, form)
      return undefined
    }
    return changeLockedTicket(work, ticket, (draft) => change(draft, work))
  })
}

/**
 * Does the same for a ticket that the caller has locked, within the caller's transaction and for its actor. Always in this order: stores
 * the events, settles the clocks, ends or opens the page, queues the mails, saves the row.
 */
export async function changeLockedTicket<T>(
  work: Work,
  ticket: LockedTicket,
  change: (draft: TicketDraft) => Promise<T>,
): Promise<T> {
  const draft = new TicketDraft(work.tx, ticket, work.now, actorOf(work.actor))
  const result = await change(draft)
  const rows = draft.recordings.length > 0 ? await appendEvents(work, ticket, draft.recordings, work.now) : []
  for (const { event, files, staffOnly } of draft.attached)
    await attachFiles(work.tx, files, { ticketId: ticket.id, eventId: event.id, staffOnly })
  // The evaluation and the paging rules need the ticket as it is after the change.
  ticket.status = draft.columns.status ?? ticket.status
  ticket.severity = draft.columns.severity ?? ticket.severity
  const events = readEvents(rows)
  if (events.some(({ type }) => eventKinds[type].returnsToStaff)) await releaseFormerAssignee(work, ticket, draft)
  const end = endOf(events)
  const settled = events.some(({ type }) => eventKinds[type].settles)
    ? await settleTicket(work, ticket, ticket.lastEventAt, end !== null)
    : null
  for (const act of draft.following) await act()
  // Under the ticket's lock nobody else opens a page for it.
  if (end && settled?.isPaged !== false)
    await closePage(work, { ticketId: ticket.id, reason: end, now: ticket.lastEventAt })
  const urgency = settled ? await openPage(work, draft, rows, settled) : null
  if ((settled?.columns.severity ?? draft.columns.severity) === 'S1') await hastenNotices(work, ticket.id)
  await sendNotices(work, draft, rows, urgency, settled?.columns)
  if (ticket.snoozedUntil && endsSnooze(rows, end, urgency !== null)) draft.set({ snoozedUntil: null })
  await saveTicket(draft, rows, settled?.columns)
  work.live({
    kind: 'ticket',
    ticketId: ticket.id,
    organisationId: ticket.organisationId,
    staffOnly: draft.isStaffOnly || (rows.length > 0 && rows.every(({ chain }) => chain === 'staff')),
  })
  return result
}

type Events = ReturnType<typeof readEvents<RecordedRow>>

/** Returns why these events close the ticket's page, or null; a resolution takes precedence over the answer with it. */
function endOf(events: Events) {
  const ends = events.flatMap((event) => pageEndOf(event.type, event.facts) ?? [])
  return ends.find((end) => end !== 'answered') ?? ends[0] ?? null
}

/** Returns the most urgent of these events that the paging rules consider, or null (SEMANTICS §3). */
async function happeningOf(
  { tx, now }: Work,
  ticket: LockedTicket,
  events: Events,
): Promise<{
  happening: TicketHappening
  trigger: { key: string; kind: string; detail: Record<string, unknown> }
} | null> {
  const first = events.find(({ chain }) => chain === 'public')
  if (!first) return null
  for (const event of events)
    if (event.type === 'severity_changed') {
      if (ticket.status === 'resolved') return null
      const { from, to } = event.facts
      return {
        happening: { kind: 'severity_changed', from },
        trigger: { key: `raised:${event.seq}`, kind: 'raised', detail: { from, to } },
      }
    }
  if (events.some(({ type }) => type === 'reopened'))
    return {
      happening: { kind: 'reopened' },
      trigger: { key: `reopened:${first.seq}`, kind: 'reopened', detail: {} },
    }
  if (events.some(({ type }) => type === 'customer_reply')) {
    const assigneeOnCall =
      isUrgent(ticket.severity) && ticket.assigneeId !== null && (await isOnCallFor(tx, ticket.assigneeId, ticket, now))
    return {
      happening: { kind: 'customer_reply', assigneeOnCall },
      trigger: { key: `reply:${first.seq}`, kind: 'customer_reply', detail: {} },
    }
  }
  return null
}

/** Opens the ticket's page, or joins the open one, when the paging rules require it; returns the urgency, or null. */
async function openPage(
  work: Work,
  { ticket }: TicketDraft,
  rows: readonly RecordedRow[],
  { settlement }: Settled,
): Promise<Urgency | null> {
  const what = await happeningOf(work, ticket, readEvents(rows))
  const urgency = what && triggersPage(what.happening, ticket.severity)
  if (!urgency) return null
  await pageTicket(work, ticket, {
    urgency,
    trigger: { ...what.trigger, at: ticket.lastEventAt },
    responseWarningAt: settlement.responseWarningAt,
    now: work.now,
  })
  return urgency
}

async function sendNotices(
  work: Work,
  { notices, ticket }: TicketDraft,
  rows: readonly RecordedRow[],
  urgency: Urgency | null,
  columns: SettledColumns | undefined,
): Promise<void> {
  for (const { event, template, props, readers } of notices) {
    const row = rows.find(({ id }) => id === event.id)
    if (!row) throw new Error('A notice is about an event of this change')
    // An unassigned S3 or S4 pages nobody, so a mail notifies the engineers on call for it (SEMANTICS §3).
    const besides =
      row.type === 'customer_reply' && urgency === null && ticket.assigneeId === null
        ? await firstReached(work.tx, ticket, work.now)
        : []
    const nextUpdateBy = row.type === 'staff_reply' ? (columns?.nextUpdateBy ?? null) : null
    await writeNotices(work, ticket, row, template, { ...props, nextUpdateBy }, work.now, readers ?? besides, readers)
  }
}

/** Saves the locked row: chain heads, activity, the columns set by the verb, and those changed by settling. */
async function saveTicket(
  { tx, ticket, columns, isUntouched }: TicketDraft,
  rows: readonly RecordedRow[],
  settled: SettledColumns = {},
): Promise<void> {
  const activity = { lastActivityAt: ticket.lastEventAt, publicActivityAt: ticket.publicActivityAt }
  const data = {
    ...(rows.length > 0 ? { ...chainColumns(ticket), ...(isUntouched ? {} : activity) } : {}),
    ...columns,
    // Last, so that a severity raised by the policy wins over the one set by the verb.
    ...settled,
  }
  if (Object.keys(data).length === 0) return
  await tx.ticket.update({ where: { id: ticket.id }, data, select: { id: true } })
}
