import { readEvent } from '../events/schema'
import { createTranslator } from 'next-intl'
import en from '@/messages/en/handoff.json'
import enField from '@/messages/en/field.json'
import zh from '@/messages/zh-CN/handoff.json'
import zhField from '@/messages/zh-CN/field.json'
import type { AppLocale } from '@/server/vocabulary/locale'
import type { Client } from '@/server/infra/db/db'
import { replyKinds } from '@/server/vocabulary/reply-kind'
import { type HandoffWords, wordFields } from './rules'
import { type PartKind, prefill, type RecordedWords, textOfParts } from './prefill.rules'
import { selectRecordedWords } from './queries'

const messages = { en: { handoff: en, field: enField }, 'zh-CN': { handoff: zh, field: zhField } }

/** For whom words are written: language and zone of every time in them. */
export interface Writer {
  locale: AppLocale
  timeZone: string
}

const translators = ({ locale }: Writer) => ({
  t: createTranslator({ locale, messages: messages[locale], namespace: 'handoff.prefill' }),
  field: createTranslator({ locale, messages: messages[locale], namespace: 'field' }),
})

const instantIn = (at: Date, { locale, timeZone }: Writer) =>
  new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    hourCycle: 'h23',
  }).format(at)

/** What a part of a brief is called in the writer's language; the next update is a sentence and needs no name. */
function labelIn(writer: Writer): (kind: PartKind) => string | null {
  const { t, field } = translators(writer)
  return (kind) => {
    if (kind === 'next_update') return null
    if (kind === 'internal_note') return t('note')
    return kind === 'customer' ? t('customer') : field(`kind.${kind}`)
  }
}

/** Every name that a part of a brief may stand behind, in every language. */
export const partLabels: readonly string[] = (['en', 'zh-CN'] as const).flatMap((locale) =>
  [...replyKinds, 'internal_note' as const, 'customer' as const].flatMap(
    (kind) => labelIn({ locale, timeZone: 'UTC' })(kind) ?? [],
  ),
)

const customerTypes = new Set(['filed', 'customer_reply', 'reopened'])

/** What the record says of tickets, by id, in the language and zone of whoever is to write on. */
export async function prefilledWords(
  client: Client,
  ticketIds: readonly string[],
  writer: Writer,
): Promise<Map<string, HandoffWords>> {
  const { events, nextUpdateBy } = await selectRecordedWords(client, ticketIds)
  const { t } = translators(writer)
  return new Map(
    ticketIds.map((id) => {
      const record = events.flatMap((row): RecordedWords[] => {
        const event = row.ticketId === id ? readEvent(row) : null
        if (!event?.content) return []
        const { body } = event.content
        if (event.type === 'internal_note') return [{ kind: 'internal_note', body }]
        if (customerTypes.has(event.type)) return [{ kind: 'customer', body }]
        return event.type === 'staff_reply' ? [{ kind: event.facts.kind, body }] : []
      })
      const next = nextUpdateBy.get(id)
      const parts = prefill(record, next ? t('nextUpdate', { when: instantIn(next, writer) }) : null)
      const words = wordFields.map((one) => [one, textOfParts(parts[one], labelIn(writer))])
      return [id, Object.fromEntries(words) as HandoffWords]
    }),
  )
}

/** A brief's words as one text for the ticket's record, in the language of whoever handed over. */
export function recordedText(words: HandoffWords & { note: string }, writer: Writer): string {
  const { t } = translators(writer)
  return [...wordFields, 'note' as const]
    .flatMap((one) => {
      const lines = words[one].trimEnd()
      return lines ? [`**${t(`heading.${one}`)}**\n\n${lines}`] : []
    })
    .join('\n\n')
}
