import type { ServiceContext } from '@/server/infra/context'
import { isUniqueViolation, type Tx } from '@/server/infra/db/db'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { systemActor } from '@/server/vocabulary/rights/actor'
import { type MailTransport, queueMail, sendQueuedMail, recipientOf } from '@/server/integrations/mail/mail'
import { mustReportSilence, type Pulse } from '../overview/rules'
import { selectInCharge, selectPulse, selectSilenceMails } from '../overview/queries'

async function queueSilenceMails(tx: Tx, pulse: Pulse, now: Date): Promise<void> {
  const since = pulse.lastAt?.toISOString() ?? null
  for (const person of await selectInCharge(tx))
    await queueMail(tx, {
      // One mail per silence and person, whichever process queues it.
      uniqueKey: `worker-silent:${since ?? 'never'}:${person.id}`,
      template: 'worker-silent',
      props: { since },
      ...recipientOf(person),
      now,
    })
}

/**
 * Mails managers and administrators that no worker is alive, and sends the mails from this process, as no worker can.
 * Once per silence, however many web processes watch: the mail's unique key decides which process queues it, its lease
 * which one sends it. A refused mail is retried by later calls while the silence lasts.
 * @param watchingSince when this process began to watch
 */
export async function notifyOfSilence(
  ctx: ServiceContext,
  transport: MailTransport,
  watcherId: string,
  watchingSince: Date,
): Promise<void> {
  const now = ctx.now()
  const pulse = await selectPulse(ctx.db)
  if (!mustReportSilence(pulse, now, watchingSince)) return
  try {
    await unitOfWork(ctx, systemActor('alarms'), ({ tx }) => queueSilenceMails(tx, pulse, now))
  } catch (error) {
    // Another process has just queued the same mails.
    if (!isUniqueViolation(error)) throw error
  }
  for (const id of await selectSilenceMails(ctx.db, now)) await sendQueuedMail(ctx, id, transport, watcherId)
}
