import { z } from 'zod'
import { Words } from '../layout'
import { defineMail } from '../mail'

export const workerSilent = defineMail(z.object({ since: z.string().nullish() }), ({ since }, { t, when }) => ({
  subject: t('silent.subject'),
  body: <Words text={since ? t('silent.since', { when: when(since) }) : t('silent.never')} />,
}))
