import { z } from 'zod'
import { Words } from '../layout'
import { defineMail } from '../mail'

export const systemAlarm = defineMail(
  /** `problems`: sentences of messages/<locale>/health.json, already in the reader's language. */
  z.object({ problems: z.array(z.string()), url: z.url(), since: z.string().nullish() }),
  ({ problems, url, since }, { health, when }) => ({
    subject: health('subject'),
    body: <Words text={[...problems, health('meanwhile')].join('\n\n')} />,
    action: { label: health('open'), url },
    footer: since ? [health('since', { when: when(since) })] : [],
  }),
)
