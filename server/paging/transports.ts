import type { Agent } from 'node:https'
import type { ServiceContext } from '@/server/infra/context'
import type { Env } from '@/server/infra/env'
import { handOver, MailRefused, type MailTransport } from '@/server/integrations/mail/service'
import { openPush, PushRefused } from '@/server/integrations/push/service'

export interface PageMessage {
  /** The delivery's id: a repeat carries the same. */
  id: string
  /** Unique to this attempt. */
  attemptId: string
  template: 'page' | 'page-unanswered'
  props: Record<string, unknown> & {
    severity: string
    reference: string
    subject: string
    organisation: string
    others: { severity: string; reference: string; subject: string; organisation: string }[]
    repeated: boolean
  }
  /** Path and query of the acknowledge link. */
  acknowledgeUrl: string
  locale: string
  timeZone: string
  now: Date
}

/** The method did not take it; `permanent` when trying again cannot help, `gone` when the method itself has ended. */
export class NotificationRefused extends Error {
  readonly permanent: boolean
  readonly gone: boolean
  constructor(permanent: boolean, answer: string, gone = false) {
    super(answer)
    this.name = 'NotificationRefused'
    this.permanent = permanent
    this.gone = gone
  }
}

/** One way out for each kind of contact method; each returns the other side's own answer. @throws NotificationRefused */
export interface PageTransports {
  publicUrl: string
  EMAIL(method: { address: string; detail: unknown }, message: PageMessage): Promise<string>
  PUSH(method: { address: string; detail: unknown }, message: PageMessage): Promise<string>
}

/** A push message holds about 4 KB: beyond these the count alone tells of the others. */
const mostListed = 5
const subjectLength = 80

export function openPageTransports(
  ctx: ServiceContext,
  mail: MailTransport,
  settings: Pick<Env, 'PUBLIC_URL' | 'VAPID_PUBLIC_KEY' | 'VAPID_PRIVATE_KEY' | 'MAIL_FROM'>,
  pushAgent?: Agent,
): PageTransports {
  const push = openPush(settings, pushAgent)
  return {
    publicUrl: settings.PUBLIC_URL,
    async EMAIL(method, message) {
      try {
        const { answer } = await handOver(
          ctx.db,
          {
            id: message.attemptId,
            template: message.template,
            props: message.props,
            toAddress: method.address,
            locale: message.locale,
            timeZone: message.timeZone,
            // A repeat is the same message to every mail program.
            messageId: `<page-${message.id}@nightdesk>`,
            now: message.now,
          },
          mail,
        )
        return answer
      } catch (error) {
        if (error instanceof MailRefused) throw new NotificationRefused(error.permanent, error.answer)
        throw error
      }
    },
    async PUSH(method, message) {
      const { severity, reference, subject, organisation, others, repeated } = message.props
      try {
        return await push(
          { endpoint: method.address, keys: method.detail },
          {
            tag: message.id,
            title: `${severity} ${reference}`,
            body: [
              `${organisation}: ${subject}`,
              ...others
                .slice(0, mostListed)
                .map((other) => `${other.severity} ${other.reference} ${other.subject.slice(0, subjectLength)}`),
            ].join('\n'),
            more: String(others.length),
            repeated: repeated ? 'yes' : '',
            acknowledgeUrl: message.acknowledgeUrl,
            url: `${settings.PUBLIC_URL}/desk/tickets/${reference}`,
            severity,
            locale: message.locale,
          },
        )
      } catch (error) {
        if (error instanceof PushRefused) throw new NotificationRefused(error.permanent, error.message, error.gone)
        throw error
      }
    },
  }
}
