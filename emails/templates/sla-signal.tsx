import { z } from 'zod'
import { Words } from '../layout'
import { defineMail, type MailWriting } from '../mail'
import { relatedTicket, signalCause } from '../props'

/** A sentence about a warning or a breach of a clock. */
export const describeCause = (cause: z.output<typeof signalCause>, { t, field }: MailWriting): string =>
  t(`signal.${cause.kind}`, { metric: field(`metric.${cause.metric}`), percent: cause.percent })

export const slaSignal = defineMail(
  relatedTicket.extend({ ...signalCause.shape, at: z.string(), url: z.url() }),
  (data, writing) => {
    const { t, field, when } = writing
    return {
      subject: t(`signal.${data.kind}Subject`, {
        severity: data.severity,
        reference: data.reference,
        metric: field(`metric.${data.metric}`),
        percent: data.percent,
      }),
      body: (
        <>
          <Words text={describeCause(data, writing)} />
          <Words
            text={t('signal.about', { organisation: data.organisation, subject: data.subject, when: when(data.at) })}
          />
          {data.kind === 'breach' && <Words text={t('signal.reason')} />}
        </>
      ),
      action: { label: t('ticket.open', { reference: data.reference }), url: data.url },
    }
  },
)
