import { recordSend } from '@/server/infra/metrics/channel-health'
import type { Now } from '@/server/infra/clock/now'
import { MailRefused, type MailTransport } from '@/server/integrations/mail/mail'
import { type ContactKind, contactKinds } from '@/server/paging/facts'
import { NotificationRefused, type PageTransports } from '@/server/paging/page/pages'

async function observe<T>(channel: ContactKind, now: Now, send: () => Promise<T>): Promise<T> {
  try {
    const answer = await send()
    recordSend(channel, 'sent', now().getTime())
    return answer
  } catch (error) {
    const isRefused = error instanceof MailRefused || error instanceof NotificationRefused
    recordSend(channel, isRefused ? 'refused' : 'failed', now().getTime())
    throw error
  }
}

/** Wraps a mail transport so that every send is counted in the metrics. */
export function observedMail(mail: MailTransport, now: Now): MailTransport {
  return { ...mail, send: (message) => observe('email', now, () => mail.send(message)) }
}

/** Wraps the transports so that every send is counted by channel; mail is counted by `observedMail`. */
export function observedPaging(paging: PageTransports, now: Now): PageTransports {
  const observed = { ...paging }
  for (const channel of contactKinds) {
    if (channel === 'email') continue
    const send = paging[channel]
    observed[channel] = (method, message) => observe(channel, now, () => send(method, message))
  }
  return observed
}
