import type { ServiceContext } from '@/server/infra/context'
import { due } from '@/server/infra/jobs/due-kind'
import { dueMails, type MailTransport, sendQueuedMail } from './mail'

interface MailTools {
  mail: MailTransport
  workerId: string
  /** Called on the first mail that the server accepts after it refused others. */
  onMailBack: (ctx: ServiceContext) => Promise<void>
}

export const mails = due({
  name: 'mails',
  lane: 'mails',
  table: 'MailMessage',
  column: 'nextAt',
  // Also finds instants too far ahead, which a wrong clock has written and which no overdue count shows.
  isAlwaysLooked: true,
  job: 'mail.send',
  find: dueMails,
  run: async (ctx, id, { mail, workerId, onMailBack }: MailTools) => {
    const { recovered } = await sendQueuedMail(ctx, id, mail, workerId)
    if (recovered) await onMailBack(ctx)
  },
})
