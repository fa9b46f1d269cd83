import { z } from 'zod'
import { Words } from '../layout'
import { defineMail } from '../mail'

export const turnsChanged = defineMail(
  z.object({
    schedule: z.string(),
    spans: z.array(z.object({ kind: z.enum(['gained', 'lost']), from: z.string(), to: z.string() })),
    more: z.number().default(0),
    url: z.url(),
  }),
  ({ schedule, spans, more, url }, { t, when }) => ({
    subject: t('turnsChanged.title', { schedule }),
    body: (
      <>
        {spans.map((span) => (
          <Words
            key={`${span.kind} ${span.from}`}
            text={t(`turnsChanged.${span.kind}`, { from: when(span.from), to: when(span.to) })}
          />
        ))}
        {more > 0 && <Words text={t('turnsChanged.more', { count: more })} />}
      </>
    ),
    action: { label: t('turnsChanged.open'), url },
  }),
)
