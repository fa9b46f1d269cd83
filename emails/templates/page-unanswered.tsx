import { z } from 'zod'
import { Words } from '../layout'
import { defineMail } from '../mail'
import { relatedTicket, ticketLine } from '../props'

export const pageUnanswered = defineMail(
  relatedTicket.extend({ openedAt: z.string(), ticketUrl: z.url(), others: z.array(relatedTicket).default([]) }),
  ({ severity, reference, organisation, subject, openedAt, ticketUrl, others }, { t, when }) => ({
    subject: t('unanswered.subject', { severity, reference }),
    body: (
      <>
        <Words text={t('unanswered.text', { organisation, subject, when: when(openedAt) })} />
        {others.map((other) => (
          <Words key={other.reference} text={ticketLine(other)} />
        ))}
      </>
    ),
    action: { label: t('ticket.open', { reference }), url: ticketUrl },
  }),
)
