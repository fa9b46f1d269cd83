import type { MailOf } from '@/server/integrations/mail/mail'

/** What a notification says, whichever way it goes. */

export interface PageOfMessage {
  severity: string
  reference: string
  subject: string
  organisation: string
  acknowledgeUrl: string
  ticketUrl: string
  /** Of no ticket: it proves the way and measures the acknowledgement. */
  drill: boolean
}

export interface PageMessage {
  /** The delivery's id: a repeat carries the same. */
  id: string
  /** Unique to this attempt. */
  attemptId: string
  /** `contact-test` and `system-alarm` are no page: there is nothing to acknowledge. */
  template: 'page' | 'page-unanswered' | 'contact-test' | 'system-alarm'
  props: PageOfMessage & {
    /** ISO 8601, UTC. */
    openedAt: string
    cycle: number
    step: number
    others: PageOfMessage[]
    repeated: boolean
  }
  /** Path and query of the acknowledge link. */
  acknowledgeUrl: string
  locale: string
  timeZone: string
  now: Date
}

/** The same message as a mail. */
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
