import { Section } from '@react-email/section'
import { z } from 'zod'
import { Words } from '../layout'
import { defineMail, type MailWriting } from '../mail'
import { WrittenWords } from '../markdown'
import { relatedTicket, ticketLine } from '../props'

const entryProps = relatedTicket.extend({
  known: z.string(),
  tried: z.string(),
  promised: z.string(),
  note: z.string(),
  dueAt: z.string().nullable(),
  missing: z.boolean(),
})
const fields = ['known', 'tried', 'promised', 'note'] as const

/** One ticket of the brief: the line that names it, and its fields. */
function Entry({
  entry,
  site,
  writing: { t, when, part },
}: {
  entry: z.output<typeof entryProps>
  site: string
  writing: MailWriting
}) {
  const lines = [
    ticketLine(entry),
    ...(entry.dueAt ? [t('handoff.due', { when: when(entry.dueAt) })] : []),
    ...(entry.missing ? [t('handoff.missing')] : []),
  ]
  return (
    <Section>
      <Words text={lines.join('\n')} />
      {fields.map(
        (field) =>
          entry[field] && (
            <Section key={field}>
              <Words text={t(`handoff.${field}`)} />
              <WrittenWords text={entry[field]} site={site} part={part} />
            </Section>
          ),
      )}
    </Section>
  )
}

export const handoff = defineMail(
  z.object({
    kind: z.enum(['draft', 'handed', 'unwritten', 'waiting', 'managers']),
    schedule: z.string().nullable(),
    outgoing: z.string(),
    incoming: z.string().nullable(),
    at: z.string(),
    entries: z.array(entryProps),
    url: z.url(),
  }),
  ({ kind, schedule, outgoing, incoming, at, entries, url }, writing) => {
    const { t, when } = writing
    const words = {
      outgoing,
      incoming: incoming ?? t('handoff.nobody'),
      schedule: schedule ?? '',
      count: entries.length,
      when: when(at),
    }
    const opening = () => {
      if (kind === 'handed' && schedule === null) return t('handoff.given', words)
      if (kind === 'handed' && incoming === null) return t('handoff.toNobody', words)
      return t(`handoff.${kind}`, words)
    }
    return {
      subject: t(`handoff.${kind}Subject`, words),
      body: (
        <>
          <Words text={opening()} />
          {entries.map((entry) => (
            <Entry key={entry.reference} entry={entry} site={url} writing={writing} />
          ))}
        </>
      ),
      action: { label: kind === 'draft' || kind === 'unwritten' ? t('handoff.write') : t('handoff.open'), url },
    }
  },
)
