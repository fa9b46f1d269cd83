import { z } from 'zod'
import { Quote, Words } from '../layout'
import { defineMail } from '../mail'
import { relatedTicket } from '../props'

/** Reasons that are explained; any other is named by the ticket's screen. */
const explained = ['staleForm', 'ticketClosed', 'forbidden'] as const

export const messageReturned = defineMail(
  relatedTicket.extend({
    author: z.string(),
    own: z.boolean(),
    reason: z.string(),
    body: z.string().nullish(),
    url: z.url(),
  }),
  ({ organisation, subject, reference, author, own, reason, body, url }, { t, part }) => ({
    subject: t('returned.subject', { reference }),
    body: (
      <>
        <Words text={own ? t('returned.own') : t('returned.other', { name: author })} />
        <Words text={t(`returned.reason.${explained.find((each) => each === reason) ?? 'other'}`)} />
        <Words text={t('returned.about', { organisation, subject })} />
        {body && <Quote text={body} part={part} />}
      </>
    ),
    action: { label: t('ticket.open', { reference }), url },
  }),
)
