import { z } from 'zod'
import { Words } from '../layout'
import { defineMail } from '../mail'

export const coverage = defineMail(
  z.object({
    kind: z.enum(['weekly', 'ahead']),
    until: z.string(),
    gaps: z.array(
      z.object({
        policy: z.string(),
        severities: z.string(),
        from: z.string(),
        to: z.string(),
        reason: z.enum(['nobody_on_call', 'no_verified_method']),
        people: z.array(z.string()),
      }),
    ),
    more: z.number().default(0),
    url: z.url(),
  }),
  ({ kind, until, gaps, more, url }, { t, when, list }) => {
    const count = gaps.length + more
    const isCovered = count === 0
    const weekly = isCovered ? t('coverage.covered') : t('coverage.weekly', { count })
    return {
      subject: kind === 'ahead' ? t('coverage.ahead', { count }) : weekly,
      body: (
        <>
          {isCovered && <Words text={t('coverage.proved', { until: when(until) })} />}
          {gaps.map(({ policy, severities, reason, ...gap }) => {
            const words = { policy, severities, from: when(gap.from), to: when(gap.to), people: list(gap.people) }
            return (
              <Words
                key={`${policy} ${severities} ${gap.from}`}
                text={reason === 'nobody_on_call' ? t('coverage.nobody', words) : t('coverage.unverified', words)}
              />
            )
          })}
          {more > 0 && <Words text={t('coverage.more', { count: more })} />}
        </>
      ),
      action: { label: t('coverage.open'), url },
      footer: [t('coverage.foot')],
    }
  },
)
