import { z } from 'zod'
import { Words } from '../layout'
import { defineMail } from '../mail'
import { relatedTicket } from '../props'

export const lowRating = defineMail(
  relatedTicket.extend({ rating: z.number(), url: z.url() }),
  ({ organisation, subject, reference, rating, url }, { t }) => ({
    subject: t('lowRating.subject', { reference, rating }),
    body: <Words text={t('lowRating.text', { organisation, subject, rating })} />,
    action: { label: t('lowRating.open'), url },
    footer: [t('lowRating.foot')],
  }),
)
