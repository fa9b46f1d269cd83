import type { ChatMessage } from '@/server/integrations/chat/chat'
import { timesFor } from '@/server/words/times'
import { translatorOf } from '@/server/words/translators'
import type { PageMessage } from './message'
import type { PageSubject } from '../queries'

/** Returns the translations for chat, SMS and voice in the reader's language. */
export const channelWords = (locale: string) => translatorOf(locale, 'channels')

/**
 * Returns how a page is named in the reader's language. A drill is marked in place of the severity, so that no channel
 * can omit it.
 */
export function pageLabel(
  page: { severity: string; drillPlanId: string | null; about: unknown },
  locale: string,
): { severity: string; reference: string; subject: string; organisation: string } {
  const about = page.about as PageSubject
  if (page.drillPlanId === null) return { ...about, severity: page.severity }
  const t = channelWords(locale)
  return { ...about, severity: t('drill.mark'), subject: t('drill.subject') }
}

/** Other pages listed in a chat message, where each takes a button; beyond these only their number is given. */
const maxListed = 5

function titleOf({ template, props, locale }: PageMessage): string {
  const t = channelWords(locale)
  const { severity, reference, subject, repeated, others } = props
  const title =
    template === 'page-unanswered'
      ? t('unanswered', { severity, reference })
      : others.length > 0
        ? t('bundle', { count: others.length + 1, severity, reference })
        : t('title', { severity, reference, subject })
  return repeated ? t('repeated', { title }) : title
}

const linkOf = (message: PageMessage, page: { reference: string; acknowledgeUrl: string; ticketUrl: string }) => {
  const t = channelWords(message.locale)
  return message.template === 'page-unanswered'
    ? { label: t('open', { reference: page.reference }), url: page.ticketUrl }
    : { label: t('acknowledge', { reference: page.reference }), url: `${page.acknowledgeUrl}?via=chat` }
}

/** Writes a notification for a group chat; every listed page of a bundle has its own link. */
export function chatMessage(message: PageMessage): ChatMessage {
  const t = channelWords(message.locale)
  const { props } = message
  if (message.template === 'contact-test' || message.template === 'system-alarm')
    return { title: props.subject, lines: [], links: [], now: message.now }
  const time = timesFor(message).clock(new Date(props.openedAt))
  const listed = props.others.slice(0, maxListed)
  const more = props.others.length - listed.length
  return {
    title: titleOf(message),
    lines: [
      ...(props.others.length > 0 ? [props.subject] : []),
      t('about', { organisation: props.organisation, time }),
      ...listed.map(({ drill: _, ...other }) => t('other', other)),
      ...(more > 0 ? [t('more', { count: more })] : []),
    ],
    links: [props, ...listed].map((page) => linkOf(message, page)),
    now: message.now,
  }
}

const smsSubject = 60

/** Writes one text message: the most severe page with its link, others by severity and reference. */
export function smsText(message: PageMessage): string {
  const t = channelWords(message.locale)
  const { props } = message
  const link = linkOf(message, props)
  const text = t('sms', {
    title: titleOf({ ...message, props: { ...props, subject: props.subject.slice(0, smsSubject) } }),
    organisation: props.organisation,
    label: link.label,
    url: link.url.replace('via=chat', 'via=sms'),
  })
  const others = props.others.slice(0, maxListed).map((other) => `${other.severity} ${other.reference}`)
  return others.length > 0 ? `${text}\n${others.join(', ')}` : text
}

/** Writes the chat message that carries a verification code. */
export function codeMessage(locale: string, code: string, now: Date): ChatMessage {
  const t = channelWords(locale)
  return { title: t('codeTitle'), lines: [t('code', { code })], links: [], now }
}
