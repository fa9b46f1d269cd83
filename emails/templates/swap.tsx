import { z } from 'zod'
import { Quote, Words } from '../layout'
import { defineMail } from '../mail'

export const swap = defineMail(
  z.object({
    kind: z.enum(['asked', 'accepted', 'declined', 'withdrawn']),
    actor: z.string(),
    schedule: z.string(),
    from: z.string(),
    to: z.string(),
    returnFrom: z.string().nullish(),
    returnTo: z.string().nullish(),
    note: z.string().default(''),
    url: z.url(),
  }),
  (data, { t, when, part }) => {
    const words = { name: data.actor, schedule: data.schedule, from: when(data.from), to: when(data.to) }
    return {
      subject: t(`swap.${data.kind}`, words),
      body: (
        <>
          <Words text={t('swap.span', words)} />
          {data.returnFrom && data.returnTo && (
            <Words text={t('swap.return', { from: when(data.returnFrom), to: when(data.returnTo) })} />
          )}
          {data.note && <Quote text={data.note} part={part} />}
        </>
      ),
      action: { label: data.kind === 'asked' ? t('swap.answer') : t('swap.open'), url: data.url },
    }
  },
)
