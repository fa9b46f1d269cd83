import type { z } from 'zod'
import type { Reader } from '@/server/words/times'
import { mailWriting, type WrittenMail } from './mail'
import type { MailPart } from './markdown'
import { contactCode } from './templates/contact-code'
import { contactFailing } from './templates/contact-failing'
import { contactTest } from './templates/contact-test'
import { coverage } from './templates/coverage'
import { disputeWaiting } from './templates/dispute-waiting'
import { drillMissed } from './templates/drill-missed'
import { handoff } from './templates/handoff'
import { invitation } from './templates/invitation'
import { lowRating } from './templates/low-rating'
import { messageReturned } from './templates/message-returned'
import { pageMail } from './templates/page'
import { pageUnanswered } from './templates/page-unanswered'
import { passwordReset } from './templates/password-reset'
import { signInLink } from './templates/sign-in-link'
import { slaSignal } from './templates/sla-signal'
import { swap } from './templates/swap'
import { systemAlarm } from './templates/system-alarm'
import { ticketMerged, ticketNotices, ticketReply, ticketResolved, ticketSeverity } from './templates/ticket-notices'
import { turnsChanged } from './templates/turns-changed'
import { workerSilent } from './templates/worker-silent'

/** Every template by the name that is stored with its mails. */
export const mails = {
  'ticket-reply': ticketReply,
  'ticket-severity': ticketSeverity,
  'ticket-resolved': ticketResolved,
  'ticket-merged': ticketMerged,
  'ticket-notices': ticketNotices,
  'sla-signal': slaSignal,
  'dispute-waiting': disputeWaiting,
  'low-rating': lowRating,
  'message-returned': messageReturned,
  page: pageMail,
  'page-unanswered': pageUnanswered,
  swap,
  'turns-changed': turnsChanged,
  coverage,
  'drill-missed': drillMissed,
  handoff,
  'contact-code': contactCode,
  'contact-test': contactTest,
  'contact-failing': contactFailing,
  invitation,
  'sign-in-link': signInLink,
  'password-reset': passwordReset,
  'worker-silent': workerSilent,
  'system-alarm': systemAlarm,
} as const

export type MailTemplate = keyof typeof mails
/** The props of a template. */
export type MailProps<T extends MailTemplate> = z.input<(typeof mails)[T]['props']>
/**
 * A template with its props, as a union over all templates, so that a template cannot be combined with another's props.
 */
export type MailOf<T extends MailTemplate = MailTemplate> = {
  [Name in T]: { template: Name; props: MailProps<Name> }
}[T]

const isTemplate = (name: string): name is MailTemplate => Object.hasOwn(mails, name)

/**
 * Writes a mail's subject and body in its reader's language and zone, from a stored row or from props.
 * @param part which part is written; the text part keeps what people typed, character for character
 * @throws Error for a template that this release does not know, ZodError when the props do not match its schema
 */
export function writeMail(template: string, props: unknown, reader: Reader, part: MailPart = 'html'): WrittenMail {
  if (!isTemplate(template)) throw new Error(`No template for the mail ${template}`)
  return mails[template].write(props, mailWriting(reader, part))
}
