import type { ServiceContext } from '@/server/infra/context'
import { jobCatalog } from '@/server/infra/job-catalog'
import { type MailTransport, sendQueuedMail } from '@/server/integrations/mail/service'

/** The mail queue's line: parse, call. */
export const mailHandlers = (ctx: ServiceContext, transport: MailTransport, workerId: string) => ({
  'mail.send': (data: unknown) =>
    sendQueuedMail(ctx, jobCatalog['mail.send'].schema.parse(data).mailId, transport, workerId),
})
