import { z } from 'zod'
import { Words } from '../layout'
import { defineMail } from '../mail'

export const drillMissed = defineMail(
  z.object({
    policy: z.string(),
    people: z.array(z.string()),
    at: z.string(),
    minutes: z.number(),
    url: z.url(),
  }),
  ({ policy, people, at, minutes, url }, { t, when, list }) => {
    const words = { policy, when: when(at), minutes, people: list(people) }
    return {
      subject: t('drill.subject', { policy }),
      body: <Words text={people.length > 0 ? t('drill.missed', words) : t('drill.nobody', words)} />,
      action: { label: t('drill.open'), url },
      footer: [t('drill.foot')],
    }
  },
)
