import { z } from 'zod'
import { Words } from '../layout'
import { defineMail } from '../mail'

export const contactCode = defineMail(z.object({ code: z.string() }), ({ code }, { t }) => ({
  subject: t('code.subject', { code }),
  body: <Words text={t('code.text')} />,
}))
