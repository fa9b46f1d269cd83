import { z } from 'zod'
import { Words } from '../layout'
import { defineMail } from '../mail'
import { relatedTicket, ticketLine } from '../props'

export const pageMail = defineMail(
  relatedTicket.extend({
    openedAt: z.string(),
    cycle: z.number(),
    step: z.number(),
    acknowledgeUrl: z.url(),
    ticketUrl: z.url(),
    count: z.number().default(1),
    others: z.array(relatedTicket.extend({ acknowledgeUrl: z.url().optional() })).default([]),
    repeated: z.boolean().default(false),
    dueAt: z.string().nullish(),
    deliveryId: z.string(),
  }),
  (data, { t, when }) => {
    const { count, severity, reference, organisation } = data
    const subject =
      count > 1
        ? t('page.bundle', { count, severity, reference })
        : t('page.subject', { severity, reference, subject: data.subject })
    return {
      subject: data.repeated ? t('page.repeated', { subject }) : subject,
      body: (
        <>
          <Words text={t('page.about', { organisation, subject: data.subject, when: when(data.openedAt) })} />
          {data.dueAt && <Words text={t('page.due', { when: when(data.dueAt) })} />}
          {data.others.map((other) => (
            <Words
              key={other.reference}
              text={[ticketLine(other), ...(other.acknowledgeUrl ? [other.acknowledgeUrl] : [])].join('\n')}
            />
          ))}
          <Words text={data.ticketUrl} />
        </>
      ),
      action: { label: t('page.acknowledge'), url: data.acknowledgeUrl },
      footer: [t('page.foot', { cycle: data.cycle, step: data.step, id: data.deliveryId })],
    }
  },
)
