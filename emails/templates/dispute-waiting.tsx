import { z } from 'zod'
import { Words } from '../layout'
import { defineMail } from '../mail'
import { relatedTicket } from '../props'

export const disputeWaiting = defineMail(
  relatedTicket.extend({ openedAt: z.string(), url: z.url() }),
  ({ organisation, subject, reference, openedAt, url }, { t, when }) => ({
    subject: t('dispute.subject', { reference }),
    body: (
      <>
        <Words text={t('dispute.text')} />
        <Words text={t('dispute.about', { organisation, subject, when: when(openedAt) })} />
      </>
    ),
    action: { label: t('dispute.decide'), url },
    footer: [t('dispute.foot')],
  }),
)
