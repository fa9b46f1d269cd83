import type { ServiceContext } from '@/server/infra/context'
import { isUniqueViolation, type Tx } from '@/server/infra/db/db'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { type MailTransport, queueMail, sendQueuedMail } from '@/server/integrations/mail/mail'
import { mustTellOfSilence, type Pulse } from '../overview/rules'
import { selectInCharge, selectPulse, selectSilenceMails } from '../overview/queries'

async function queueSilenceMails(tx: Tx, pulse: Pulse, now: Date): Promise<void> {
  const since = pulse.lastAt?.toISOString() ?? null
  for (const person of await selectInCharge(tx))
    await queueMail(tx, {
      // One silence, one mail a person, whichever process writes it.
      uniqueKey: `worker-silent:${since ?? 'never'}:${person.id}`,
      template: 'worker-silent',
      props: { since },
      toAddress: person.email,
      toUserId: person.id,
      locale: person.locale,
      timeZone: person.timeZone,
      now,
    })
}

/**
 * Tells managers and administrators by mail that no worker lives, and sends it from this process: nobody else would.
 * Once a silence, however many web processes watch: the mail's unique key decides who writes it and its lease who
 * sends it. A mail that was refused is tried again by a later call while the silence lasts.
 * @param watchingSince when this process began to watch
 */
export async function tellOfSilence(
  ctx: ServiceContext,
  transport: MailTransport,
  watcherId: string,
  watchingSince: Date,
): Promise<void> {
  const now = ctx.now()
  const pulse = await selectPulse(ctx.db)
  if (!mustTellOfSilence(pulse, now, watchingSince)) return
  try {
    await unitOfWork(ctx, ({ tx }) => queueSilenceMails(tx, pulse, now))
  } catch (error) {
    // Another process wrote the same mails at this moment.
    if (!isUniqueViolation(error)) throw error
  }
  for (const id of await selectSilenceMails(ctx.db, now)) await sendQueuedMail(ctx, id, transport, watcherId)
}
