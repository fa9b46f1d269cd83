import type { Agent } from 'node:https'
import type { ServiceContext } from '@/server/infra/context'
import type { Env } from '@/server/infra/env'
import { SealBroken } from '@/server/infra/seal'
import { type ChatKind, openChat } from '@/server/integrations/chat/chat'
import { handOver, MailRefused, type MailTransport, openMailTransport } from '@/server/integrations/mail/mail'
import {
  openGuard,
  openOutgoing,
  type Outgoing,
  OutgoingRefused,
  type RefusalDetail,
} from '@/server/integrations/outgoing/outgoing'
import { openPush, PushRefused } from '@/server/integrations/push/push'
import { openTwilio, type TwilioSettings, twiml } from '@/server/integrations/twilio/twilio'
import { openWebhook } from '@/server/integrations/webhook/webhook'
import { languageTag } from '@/server/words/language'
import { mailOfMessage, type PageMessage, type PageOfMessage } from './message'
import { openDetail } from '../methods/secrets'
import type { ContactKind } from '../facts'
import { methodSecret } from '../schema'
import { channelWords, chatMessage, codeMessage, smsText } from './words'

export interface NotificationRefusal extends RefusalDetail {
  /** The other side does not know the address; one such answer is enough to mark the method as failing. */
  noAddress?: boolean
}

/**
 * A contact method did not accept a message: `permanent` when a retry cannot help, otherwise "not now" (SEMANTICS §3);
 * `gone` when the method itself has ended.
 */
export class NotificationRefused extends Error {
  readonly permanent: boolean
  readonly gone: boolean
  readonly mayHaveArrived: boolean
  readonly noAddress: boolean
  readonly retryAfterMs: number | null
  constructor(permanent: boolean, answer: string, gone = false, detail: NotificationRefusal = {}) {
    super(answer)
    this.name = 'NotificationRefused'
    this.permanent = permanent
    this.gone = gone
    this.mayHaveArrived = detail.mayHaveArrived ?? false
    this.noAddress = detail.noAddress ?? false
    this.retryAfterMs = detail.retryAfterMs ?? null
  }
}

/** Sends a message through one kind of contact method; returns the other side's answer. @throws NotificationRefused */
export type Transport = (method: { address: string; detail: unknown }, message: PageMessage) => Promise<string>

/** A transport for each kind of contact method. */
export type PageTransports = { publicUrl: string } & Record<ContactKind, Transport>

export type TransportSettings = Pick<Env, 'PUBLIC_URL' | 'VAPID_PUBLIC_KEY' | 'VAPID_PRIVATE_KEY' | 'MAIL_FROM'> &
  Partial<Pick<Env, 'OUTGOING_ALLOW' | keyof TwilioSettings>>

/** Whether the message is a test or an alarm about Nightdesk itself: one sentence, without a page. */
const isTest = ({ template }: PageMessage) => template === 'contact-test' || template === 'system-alarm'

/** Other pages listed in a push message, which holds about 4 KB; beyond these only their number is given. */
const maxListed = 5
const subjectLength = 80

/**
 * Returns the method with its secrets unsealed.
 * @throws NotificationRefused, permanent, when they cannot be unsealed
 */
function opened<M extends { address: string; detail: unknown }>(method: M): M {
  try {
    return { ...method, detail: openDetail(method.address, method.detail) }
  } catch (error) {
    if (error instanceof SealBroken) throw new NotificationRefused(true, 'its secret can be read no more', true)
    throw error
  }
}

async function refusing(work: () => Promise<string>): Promise<string> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof MailRefused) {
      const { mayHaveArrived, noMailbox: noAddress } = error
      throw new NotificationRefused(error.permanent, error.answer, false, { mayHaveArrived, noAddress })
    }
    if (error instanceof PushRefused) throw new NotificationRefused(error.permanent, error.message, error.gone, error)
    if (error instanceof OutgoingRefused) throw new NotificationRefused(error.permanent, error.message, false, error)
    throw error
  }
}

function openChannels(settings: TransportSettings) {
  const outgoing = openOutgoing(settings)
  const keeping =
    (secrets: readonly string[]): Outgoing =>
    (request) =>
      outgoing({ ...request, secrets })
  return {
    /** @param secrets values sent to the other side, which are removed from its answer */
    chat: (secrets: readonly string[]) => openChat(keeping(secrets)),
    webhook: (secrets: readonly string[]) => openWebhook(keeping(secrets)),
    twilio: openTwilio(settings),
  }
}

/**
 * Returns the tokens of the message's acknowledge links; they are secrets, since a link acknowledges as the engineer.
 */
const tokensOf = ({ props }: PageMessage) =>
  [props, ...props.others].flatMap(({ acknowledgeUrl }) => acknowledgeUrl.match(/(?<=\/p\/)[\w-]+/) ?? [])

const payloadTypes = {
  page: 'page',
  'page-unanswered': 'page.unanswered',
  'contact-test': 'test',
  'system-alarm': 'system.alarm',
} as const

/** Returns the webhook's JSON body as docs/formats.md describes it. */
function webhookPayload(message: PageMessage) {
  const page = ({ severity, reference, subject, organisation, acknowledgeUrl, ticketUrl, drill }: PageOfMessage) => ({
    // The text that marks a drill in place of the severity is for people; a program gets null.
    severity: drill ? null : severity,
    drill,
    reference,
    subject,
    organisation,
    acknowledgeUrl,
    ticketUrl,
  })
  const { props } = message
  return {
    type: payloadTypes[message.template],
    id: message.id,
    repeated: props.repeated,
    sentAt: message.now.toISOString(),
    page: { ...page(props), openedAt: props.openedAt, cycle: props.cycle, step: props.step },
    others: props.others.map(page),
  }
}

export function openPageTransports(
  ctx: ServiceContext,
  mail: MailTransport,
  settings: TransportSettings,
  pushAgent?: Agent,
): PageTransports {
  // The browser supplies the address of its push service, so it is checked like any address entered by a user.
  const guard = openGuard(settings)
  const push = openPush(settings, pushAgent ?? guard.agent)
  const { chat, webhook, twilio } = openChannels(settings)
  const twilioUrl = (what: string, id: string) => `${settings.PUBLIC_URL}/api/twilio/${what}/${id}`
  const opening =
    (send: Transport): Transport =>
    async (method, message) =>
      send(opened(method), message)
  const toChat = (kind: ChatKind) =>
    opening(({ address, detail }, message) => {
      const secret = methodSecret(detail)
      const send = chat([...tokensOf(message), secret ?? ''])
      return refusing(() => send(kind, { url: address, secret }, chatMessage(message)))
    })
  return {
    publicUrl: settings.PUBLIC_URL,
    email: (method, message) =>
      refusing(async () => {
        const { answer } = await handOver(
          ctx.db,
          {
            ...mailOfMessage(message),
            id: message.attemptId,
            toAddress: method.address,
            locale: message.locale,
            timeZone: message.timeZone,
            // The same Message-ID for a repeat, so that mail programs recognise it.
            messageId: `<page-${message.id}@nightdesk>`,
            now: message.now,
          },
          mail,
        )
        return answer
      }),
    push: opening((method, message) =>
      refusing(async () => {
        if (!pushAgent) await guard.check(method.address)
        const { severity, reference, subject, organisation, others, repeated } = message.props
        const test = isTest(message)
        return push(
          { endpoint: method.address, keys: method.detail },
          {
            tag: message.id,
            title: test ? reference : `${severity} ${reference}`,
            body: [
              `${organisation}: ${subject}`,
              ...others
                .slice(0, maxListed)
                .map((other) => `${other.severity} ${other.reference} ${other.subject.slice(0, subjectLength)}`),
            ].join('\n'),
            more: String(others.length),
            repeated: repeated ? 'yes' : '',
            ...(test ? {} : { acknowledgeUrl: message.acknowledgeUrl }),
            url: test ? message.acknowledgeUrl : message.props.ticketUrl,
            severity,
            locale: message.locale,
          },
        )
      }),
    ),
    webhook: opening(({ address, detail }, message) =>
      refusing(() => {
        const secret = methodSecret(detail) ?? ''
        return webhook([...tokensOf(message), secret])(
          { url: address, secret },
          { id: message.id, now: message.now, payload: webhookPayload(message) },
        )
      }),
    ),
    slack: toChat('slack'),
    feishu: toChat('feishu'),
    dingtalk: toChat('dingtalk'),
    wecom: toChat('wecom'),
    // Twilio reports the outcome of a page; nothing waits for the outcome of a test.
    sms: ({ address }, message) =>
      refusing(() =>
        isTest(message)
          ? twilio.sms(address, message.props.subject)
          : twilio.sms(address, smsText(message), twilioUrl('status', message.id)),
      ),
    voice: ({ address }, message) =>
      refusing(() =>
        isTest(message)
          ? twilio.call(address, { twiml: twiml(languageTag(message.locale), [message.props.subject]) })
          : twilio.call(address, { url: twilioUrl('voice', message.id) }, twilioUrl('status', message.id)),
      ),
  }
}

export interface CodeMessage {
  code: string
  id: string
  locale: string
  now: Date
}
/** @throws NotificationRefused */
export type CodeSender = (
  method: { kind: Exclude<ContactKind, 'email' | 'push'>; address: string; detail: unknown },
  message: CodeMessage,
) => Promise<string>

/** Returns a function that sends a verification code through the contact method that it verifies. */
export function openCodeSender(settings: TransportSettings): CodeSender {
  const { chat, webhook, twilio } = openChannels(settings)
  return (method, { code, id, locale, now }) =>
    refusing(async () => {
      const { kind, address, detail } = opened(method)
      const secret = methodSecret(detail)
      const t = channelWords(locale)
      switch (kind) {
        case 'webhook':
          return webhook([code, secret ?? ''])(
            { url: address, secret: secret ?? '' },
            { id, now, payload: { type: 'verification', id, sentAt: now.toISOString(), code } },
          )
        case 'sms':
          return twilio.sms(address, t('code', { code }))
        case 'voice': {
          const codeSpoken = t('call.code', { digits: [...code].join(', ') })
          return twilio.call(address, { twiml: twiml(languageTag(locale), [codeSpoken]) })
        }
        default:
          return chat([secret ?? ''])(kind, { url: address, secret }, codeMessage(locale, code, now))
      }
    })
}

/** Opens transports for one use in the web process and closes them when `send` has ended. */
export async function withPageTransports<T>(
  ctx: ServiceContext,
  settings: Parameters<typeof openPageTransports>[2] & Pick<Env, 'SMTP_URL'>,
  send: (transports: PageTransports) => Promise<T>,
): Promise<T> {
  const mail = openMailTransport(settings)
  try {
    return await send(openPageTransports(ctx, mail, settings))
  } finally {
    mail.close()
  }
}
