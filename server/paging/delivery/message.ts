import type { MailOf } from '@/server/integrations/mail/mail'

/** The content of a notification, independent of the channel. */

export interface PageOfMessage {
  severity: string
  reference: string
  subject: string
  organisation: string
  acknowledgeUrl: string
  ticketUrl: string
  /** A drill has no ticket: it tests the delivery and measures the time to acknowledge. */
  drill: boolean
}

export interface PageMessage {
  /** The id of the message, that of its first delivery; a repeat carries the same. */
  id: string
  /** Unique to this attempt. */
  attemptId: string
  /** `contact-test` and `system-alarm` are not pages: there is nothing to acknowledge. */
  template: 'page' | 'page-unanswered' | 'contact-test' | 'system-alarm'
  props: PageOfMessage & {
    /** ISO 8601, UTC. */
    openedAt: string
    cycle: number
    step: number
    others: PageOfMessage[]
    repeated: boolean
  }
  /** Absolute URL of the acknowledge link. */
  acknowledgeUrl: string
  locale: string
  timeZone: string
  now: Date
}

/** Returns the template and props of the message as a mail. */
export function mailOfMessage({ id, template, props }: PageMessage): MailOf {
  switch (template) {
    case 'page':
      return { template, props: { ...props, count: props.others.length + 1, deliveryId: id } }
    case 'page-unanswered':
    case 'contact-test':
      return { template, props }
    case 'system-alarm':
      return { template, props: { problems: [props.subject], url: props.ticketUrl } }
  }
}
