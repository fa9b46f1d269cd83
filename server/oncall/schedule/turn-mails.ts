import { staffWithRole } from '@/server/accounts/sign-in/options'
import type { Tx } from '@/server/infra/db/db'
import { env } from '@/server/infra/env'
import { queueMail, recipientOf } from '@/server/integrations/mail/mail'
import type { TurnChange } from '../shifts/changes.rules'

/** Spans listed in one mail; the number of the others is given. */
const maxSpans = 6

/**
 * Queues a mail to each person whose turns an edit of a schedule changes, with the spans that they gain and lose. One
 * mail per person and version, so it is idempotent.
 * @returns the ids of the mails
 */
export async function queueTurnMails(
  tx: Tx,
  edit: { versionId: string; scheduleId: string; name: string },
  changes: readonly TurnChange[],
  now: Date,
): Promise<string[]> {
  if (changes.length === 0) return []
  const people = new Map((await staffWithRole(tx)).map((person) => [person.id, person]))
  const mailIds: string[] = []
  for (const change of changes) {
    const reader = people.get(change.person)
    if (!reader) continue
    const spans = [
      ...change.gained.map((span) => ({ ...span, kind: 'gained' as const })),
      ...change.lost.map((span) => ({ ...span, kind: 'lost' as const })),
    ].sort((a, b) => a.from - b.from)
    mailIds.push(
      await queueMail(tx, {
        uniqueKey: `turns:${edit.versionId}:${reader.id}`,
        template: 'turns-changed',
        props: {
          schedule: edit.name,
          spans: spans.slice(0, maxSpans).map(({ kind, from, to }) => ({
            kind,
            from: new Date(from).toISOString(),
            to: new Date(to).toISOString(),
          })),
          more: Math.max(0, spans.length - maxSpans),
          url: `${env().PUBLIC_URL}/desk/oncall/schedules/${edit.scheduleId}`,
        },
        ...recipientOf(reader),
        now,
      }),
    )
  }
  return mailIds
}
