import { env } from '@/server/infra/env'
import type { Tx } from '@/server/infra/db'
import type { Nudge } from '@/server/infra/jobs'
import { queueMail } from '@/server/integrations/mail/service'
import type { RecordedRow } from './record'
import { type AudienceMember, type LockedTicket, selectAudience } from './store'

export type NoticeTemplate = 'ticket-reply' | 'ticket-severity' | 'ticket-resolved'

const atStaff = (person: AudienceMember) => person.memberships.some((membership) => membership.organisation.isVendor)

/**
 * Writes a mail to filer, watchers and assignee for one public event, in the transaction of that event and each in
 * its reader's language; the one who acted is not told what they did. Every mail carries the public chain's seq and
 * head (SEMANTICS §4).
 */
export async function writeNotices(
  tx: Tx,
  ticket: LockedTicket,
  event: RecordedRow,
  template: NoticeTemplate,
  props: {
    actorName: string
    kind?: string | null
    body?: string
    from?: string
    to?: string
    reason?: string
    nextUpdateBy?: Date | null
  },
  now: Date,
): Promise<Nudge[]> {
  const nudges: Nudge[] = []
  for (const person of await selectAudience(tx, ticket.id)) {
    if (person.id === event.actor.id) continue
    const path = atStaff(person) ? `/desk/tickets/${ticket.reference}` : `/tickets/${ticket.reference}`
    const mailId = await queueMail(tx, {
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
        seq: event.seq,
        head: event.hash,
        nextUpdateBy: props.nextUpdateBy?.toISOString() ?? null,
      },
      toAddress: person.email,
      toUserId: person.id,
      locale: person.locale,
      timeZone: person.timeZone,
      ticketId: ticket.id,
      messageId: `<ticket-${ticket.reference}-${event.seq}-${person.id}@nightdesk>`,
      inReplyTo: `<ticket-${ticket.reference}-${person.id}@nightdesk>`,
      now,
    })
    nudges.push({ name: 'mail.send', payload: { mailId } })
  }
  return nudges
}
