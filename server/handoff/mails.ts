import { type Contact, staffWithRole, usersByIds } from '@/server/accounts/sign-in/options'
import { env } from '@/server/infra/env'
import type { Tx } from '@/server/infra/db/db'
import type { Work } from '@/server/infra/db/unit-of-work'
import { queueMail, recipientOf } from '@/server/integrations/mail/mail'
import type { BriefRow } from './queries'
import { missingFields } from './brief/rules'

/** The reason for a mail of a brief. */
type Kind = 'draft' | 'handed' | 'unwritten' | 'waiting' | 'managers'

export const isOutstanding = ({ state, ticket }: BriefRow['entries'][number]) =>
  state === 'open' && ticket.status !== 'resolved' && ticket.status !== 'closed'

const bySeverity = (a: BriefRow['entries'][number], b: BriefRow['entries'][number]) =>
  a.ticket.severity.localeCompare(b.ticket.severity) ||
  (a.ticket.nextDueAt?.getTime() ?? Number.POSITIVE_INFINITY) -
    (b.ticket.nextDueAt?.getTime() ?? Number.POSITIVE_INFINITY)

/** Sorts entries by severity, then by what is due next. */
export const inOrder = (entries: BriefRow['entries']): BriefRow['entries'] => [...entries].sort(bySeverity)

/** Returns the prefix of the unique keys of a brief's mails. */
export const mailKeyPrefix = (briefId: string) => `handoff:${briefId}:`

/**
 * Queues a mail of a brief to each reader, in the reader's language and in the transaction of its cause. Idempotent per
 * kind, reader and end of the shift.
 */
export async function writeHandoffMails(
  work: Work,
  brief: BriefRow,
  kind: Kind,
  readers: readonly Contact[],
  entries: BriefRow['entries'],
  now: Date,
): Promise<void> {
  const people = await usersByIds(work.tx, [brief.outgoingId, ...(brief.incomingId ? [brief.incomingId] : [])])
  const props = {
    kind,
    schedule: brief.schedule?.name ?? null,
    outgoing: people.get(brief.outgoingId)?.name ?? '',
    incoming: (brief.incomingId && people.get(brief.incomingId)?.name) ?? null,
    at: brief.endsAt.toISOString(),
    entries: inOrder(entries).map(({ ticket, ...entry }) => ({
      reference: ticket.reference,
      subject: ticket.subject,
      organisation: ticket.organisation.name,
      severity: ticket.severity,
      known: entry.known,
      tried: entry.tried,
      promised: entry.promised,
      note: entry.note,
      dueAt: ticket.nextDueAt?.toISOString() ?? null,
      missing: missingFields(ticket.severity, entry).length > 0,
    })),
    url: `${env().PUBLIC_URL}/desk/handoff/${brief.id}`,
  }
  for (const reader of readers) {
    const mailId = await queueMail(work.tx, {
      uniqueKey: `${mailKeyPrefix(brief.id)}${kind}:${brief.endsAt.getTime()}:${reader.id}`,
      template: 'handoff',
      props,
      ...recipientOf(reader),
      now,
    })
    work.nudge('mail.send', { mailId })
  }
}

/** Returns those of the people who are on staff now. */
export async function readersOf(tx: Tx, ids: readonly (string | null)[]): Promise<Contact[]> {
  return (await staffWithRole(tx)).filter(({ id }) => ids.includes(id))
}
