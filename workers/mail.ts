import type { ServiceContext } from '@/server/infra/context'
import { jobCatalog } from '@/server/infra/job-catalog'
import { type MailTransport, sendQueuedMail } from '@/server/integrations/mail/service'
import { releaseMailPages } from '@/server/paging/service'

/** Sends one queued mail; when it is the first that the server takes again, pages that waited for the server are due. */
export async function sendMail(
  ctx: ServiceContext,
  mailId: string,
  transport: MailTransport,
  workerId: string,
): Promise<void> {
  const { recovered } = await sendQueuedMail(ctx, mailId, transport, workerId)
  if (recovered) await releaseMailPages(ctx)
}

/** The mail queue's line: parse, call. */
export const mailHandlers = (ctx: ServiceContext, transport: MailTransport, workerId: string) => ({
  'mail.send': (data: unknown) => sendMail(ctx, jobCatalog['mail.send'].schema.parse(data).mailId, transport, workerId),
})
