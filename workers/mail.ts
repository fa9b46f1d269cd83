import type { ServiceContext } from '@/server/infra/context'
import { type MailTransport, sendQueuedMail } from '@/server/integrations/mail/mail'
import { releaseMailPages } from '@/server/paging/page/pages'

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
