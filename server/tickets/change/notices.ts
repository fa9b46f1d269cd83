import { env } from '@/server/infra/env'
import type { Work } from '@/server/infra/db/unit-of-work'
import {
  type NoticeTemplate,
  noticeSendAt,
  queueMail,
  queueMails,
  recipientOf,
  releaseNotices,
} from '@/server/integrations/mail/mail'
import type { ClockSignal } from '@/server/sla/clocks/clocks'
import type { RecordedRow } from './record'
import { isUrgent } from '@/server/vocabulary/severity'
import { correctableUntil, isCorrectable } from '../corrections/rules'
import { readEvent } from '../events/schema'
import { ratingUrl } from '../ratings/links'
import { type AudienceMember, selectAudience, selectResponsible } from '../queries'
import type { LockedTicket } from './lock'

/** The warning or breach that triggered a policy action, as stored in event facts and mail props. */
export type RecordedCause = Pick<ClockSignal, 'kind' | 'metric' | 'percent'>

/** Content of a notice in addition to the ticket and its ledger head. */
export interface NoticeProps {
  actorName: string
  kind?: string | null
  body?: string
  from?: string
  to?: string
  reason?: string
  cause?: RecordedCause
  nextUpdateBy?: Date | null
  /** The body replaces words that were mailed before. */
  isCorrection?: boolean
}

/** Whether the mail waits because its author may still correct the words; that of an S1 never waits. */
function waitsForCorrection(row: RecordedRow, ticket: LockedTicket): boolean {
  const event = readEvent(row)
  return event !== null && isCorrectable(event) && ticket.severity !== 'S1'
}

const atStaff = (person: AudienceMember) => person._count.memberships > 0

/** Whether the person is on staff and has muted the ticket (server/tickets/inbox/mutes.ts). */
const hasMuted = (person: AudienceMember) => atStaff(person) && person._count.ticketMutes > 0

/**
 * Queues a mail about one public event to filer, watchers and assignee, except the event's author and staff who have
 * muted the ticket, in the event's transaction and in each reader's language. Every mail carries the public chain's seq and head (SEMANTICS §4).
 */
export async function writeNotices(
  work: Work,
  ticket: LockedTicket,
  event: RecordedRow,
  template: NoticeTemplate,
  props: NoticeProps,
  now: Date,
  /** Further staff to notify. */
  besides: readonly string[] = [],
  /** Only these people are notified, when given. */
  only?: readonly string[],
): Promise<void> {
  const soonest = noticeSendAt(now, { byCustomer: event.actor.kind === 'customer', lastSentAt: null })
  const sendAt = waitsForCorrection(event, ticket) ? correctableUntil(new Date(event.atMs)) : soonest
  // Whoever is asked instead of being paged hears of it, also on a ticket that they have muted (SEMANTICS §3).
  const isAsked = (id: string) =>
    besides.includes(id) || (event.actor.kind === 'customer' && id === ticket.assigneeId && isUrgent(ticket.severity))
  const audience = (await selectAudience(work.tx, ticket, besides)).filter(
    (person) =>
      person.id !== event.actor.id && (!hasMuted(person) || isAsked(person.id)) && (only?.includes(person.id) ?? true),
  )
  const rootOf = (person: AudienceMember) => `<ticket-${ticket.reference}-${person.id}@nightdesk>`
  const threads = await work.tx.mailMessage.findMany({
    where: { ticketId: ticket.id, messageId: { in: audience.map(rootOf) } },
    select: { messageId: true },
  })
  const mails = audience.map((person) => {
    // Every later mail to a person replies to the first one, so that mail programs thread them.
    const root = rootOf(person)
    const begun = threads.some(({ messageId }) => messageId === root)
    const path = atStaff(person) ? `/desk/tickets/${ticket.reference}` : `/tickets/${ticket.reference}`
    return {
      uniqueKey: `ticket-event:${event.id}:${person.id}`,
      template,
      props: {
        reference: ticket.reference,
        subject: ticket.subject,
        url: `${env().PUBLIC_URL}${path}`,
        actorName: props.actorName,
        kind: props.kind ?? null,
        body: props.body ?? '',
        severity: ticket.severity,
        from: props.from,
        to: props.to,
        reason: props.reason,
        cause: props.cause && { ...props.cause },
        seq: event.seq,
        head: event.hash,
        nextUpdateBy: props.nextUpdateBy?.toISOString() ?? null,
        ...(props.isCorrection ? { isCorrection: true } : {}),
        ...(template === 'ticket-resolved' && !atStaff(person)
          ? { rateUrl: ratingUrl(ticket.id, person.id, now) }
          : {}),
      },
      ...recipientOf(person),
      ticketId: ticket.id,
      messageId: begun ? `<ticket-${ticket.reference}-${event.seq}-${person.id}@nightdesk>` : root,
      inReplyTo: begun ? root : null,
      sendAt,
      now,
    }
  })
  for (const mailId of await queueMails(work.tx, mails))
    work.nudge('mail.send', { mailId }, sendAt > now ? { at: sendAt } : {})
}

/** Sends the notices of a ticket that became an S1 at once: nothing about an S1 waits for corrections. */
export async function hastenNotices(work: Work, ticketId: string): Promise<void> {
  for (const mailId of await releaseNotices(work.tx, ticketId, work.now)) work.nudge('mail.send', { mailId })
}

/**
 * Queues mails about a warning or breach for which the policy demands a notification: to the assignee, and to the
 * managers for every breach and for a warning on an unassigned ticket. One mail per signal and person.
 */
export async function writeSignalMails(
  work: Work,
  ticket: LockedTicket,
  signal: Pick<ClockSignal, 'kind' | 'clockId' | 'metric' | 'percent' | 'at'>,
  now: Date,
): Promise<void> {
  const withManagers = signal.kind === 'breach' || ticket.assigneeId === null
  for (const person of await selectResponsible(work.tx, ticket.assigneeId, withManagers)) {
    const mailId = await queueMail(work.tx, {
      uniqueKey: `sla-signal:${signal.kind}:${signal.clockId}:${signal.percent}:${person.id}`,
      template: 'sla-signal',
      props: {
        reference: ticket.reference,
        subject: ticket.subject,
        organisation: ticket.organisation.name,
        severity: ticket.severity,
        kind: signal.kind,
        metric: signal.metric,
        percent: signal.percent,
        at: signal.at.toISOString(),
        url: `${env().PUBLIC_URL}/desk/tickets/${ticket.reference}`,
      },
      ...recipientOf(person),
      ticketId: ticket.id,
      now,
    })
    work.nudge('mail.send', { mailId })
  }
}
