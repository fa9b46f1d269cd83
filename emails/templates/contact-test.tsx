import { z } from 'zod'
import { Words } from '../layout'
import { defineMail } from '../mail'

export const contactTest = defineMail(z.object({ subject: z.string() }), ({ subject }, { t }) => ({
  subject: t('test.subject'),
  body: (
    <>
      <Words text={subject} />
      <Words text={t('test.text')} />
    </>
  ),
}))
