import type { ServiceContext } from '@/server/infra/context'
import { due } from '@/server/infra/jobs/due-kind'
import { dueMails, type MailTransport, sendQueuedMail } from './mail'

interface MailTools {
  mail: MailTransport
  workerId: string
  /** Called when the server takes mail again for the first time after an outage. */
  onMailBack: (ctx: ServiceContext) => Promise<void>
}

export const mails = due({
  name: 'mails',
  lane: 'mails',
  table: 'MailMessage',
  column: 'nextAt',
  // An instant that a wrong clock wrote far ahead counts as passed.
  isAlwaysLooked: true,
  job: 'mail.send',
  find: dueMails,
  run: async (ctx, id, { mail, workerId, onMailBack }: MailTools) => {
    const { recovered } = await sendQueuedMail(ctx, id, mail, workerId)
    if (recovered) await onMailBack(ctx)
  },
})
