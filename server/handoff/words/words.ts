import { correctedWords } from '@/server/tickets/corrections/rules'
import { readEvents } from '@/server/tickets/events/schema'
import type { AppLocale } from '@/server/vocabulary/locale'
import type { Client } from '@/server/infra/db/db'
import { timesFor } from '@/server/words/times'
import { translatorOf } from '@/server/words/translators'
import { replyKinds } from '@/server/vocabulary/reply-kind'
import { type HandoffWords, wordFields } from '../brief/rules'
import { type PartKind, prefill, type RecordedWords, joinParts } from './prefill.rules'
import { selectRecordedWords } from '../queries'

/** The language and time zone in which words are written. */
export interface Writer {
  locale: AppLocale
  timeZone: string
}

const translators = ({ locale }: Writer) => ({
  t: translatorOf(locale, 'handoff.prefill'),
  field: translatorOf(locale, 'field'),
})

/**
 * Returns a function that labels a part of a brief in the writer's language; null for the next update, which is a
 * sentence.
 */
function labelIn(writer: Writer): (kind: PartKind) => string | null {
  const { t, field } = translators(writer)
  return (kind) => {
    if (kind === 'next_update') return null
    if (kind === 'internal_note') return t('note')
    return kind === 'customer' ? t('customer') : field(`kind.${kind}`)
  }
}

/** Every label that may precede a part of a brief, in all languages. */
export const partLabels: readonly string[] = (['en', 'zh-CN'] as const).flatMap((locale) =>
  [...replyKinds, 'internal_note' as const, 'customer' as const].flatMap(
    (kind) => labelIn({ locale, timeZone: 'UTC' })(kind) ?? [],
  ),
)

const customerTypes = new Set(['filed', 'customer_reply', 'reopened'])

/** Returns the prefilled words of tickets, by ticket id, in the language and zone of the person who edits them. */
export async function prefilledWords(
  client: Client,
  ticketIds: readonly string[],
  writer: Writer,
): Promise<Map<string, HandoffWords>> {
  const { events, nextUpdateBy } = await selectRecordedWords(client, ticketIds)
  const { t } = translators(writer)
  return new Map(
    ticketIds.map((id) => {
      const own = readEvents(
        events.flatMap(({ content, ...row }) =>
          row.ticketId === id && content ? [{ ...row, body: content.body }] : [],
        ),
      )
      const corrected = correctedWords(own.filter(({ chain }) => chain === 'public').toReversed())
      const record = own.flatMap((event): RecordedWords[] => {
        const correction = event.chain === 'public' ? corrected.get(event.seq) : undefined
        const body = correction ? (correction.body ?? '') : event.body
        if (event.type === 'internal_note') return [{ kind: 'internal_note', body }]
        if (customerTypes.has(event.type)) return [{ kind: 'customer', body }]
        return event.type === 'staff_reply' ? [{ kind: event.facts.kind, body }] : []
      })
      const next = nextUpdateBy.get(id)
      const parts = prefill(record, next ? t('nextUpdate', { when: timesFor(writer).dated(next) }) : null)
      const words = wordFields.map((one) => [one, joinParts(parts[one], labelIn(writer))])
      return [id, Object.fromEntries(words) as HandoffWords]
    }),
  )
}

/** Joins a brief's words into one Markdown text for the ticket's record, in the language of the outgoing engineer. */
export function recordedText(words: HandoffWords & { note: string }, writer: Writer): string {
  const { t } = translators(writer)
  return [...wordFields, 'note' as const]
    .flatMap((one) => {
      const lines = words[one].trimEnd()
      return lines ? [`**${t(`heading.${one}`)}**\n\n${lines}`] : []
    })
    .join('\n\n')
}
