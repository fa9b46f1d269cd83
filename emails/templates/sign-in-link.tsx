import { z } from 'zod'
import { Words } from '../layout'
import { defineMail } from '../mail'

export const signInLink = defineMail(z.object({ url: z.url(), minutes: z.number() }), ({ url, minutes }, { t }) => ({
  subject: t('link.subject'),
  body: <Words text={t('link.text', { minutes })} />,
  action: { label: t('link.open'), url },
  footer: [t('link.foot')],
}))
