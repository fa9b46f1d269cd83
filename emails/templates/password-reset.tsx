import { z } from 'zod'
import { Words } from '../layout'
import { defineMail } from '../mail'

export const passwordReset = defineMail(z.object({ url: z.url(), minutes: z.number() }), ({ url, minutes }, { t }) => ({
  subject: t('reset.subject'),
  body: <Words text={t('reset.text', { minutes })} />,
  action: { label: t('reset.open'), url },
  footer: [t('reset.foot')],
}))
