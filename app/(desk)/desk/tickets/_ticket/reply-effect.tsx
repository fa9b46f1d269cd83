'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import css from '@/app/_forms/forms.module.css'
import { ClockPill } from '@/app/_ui/clock-pill'
import { Group, Text } from '@/app/_ui/light'
import { useServerNow } from '@/app/_ui/server-clock'
import { useClockChangeWords, useClockPreview } from '@/app/_ui/use-clock-preview'
import { eventsOfAnswer } from '@/server/sla/evaluation/hypothetical.rules'
import type { TicketView } from '@/server/tickets/reading/schema'
import { nextClockEnded } from './next-clock-ended'
import type { ReplyValues } from './use-composer-forms'

const minuteMs = 60_000

/**
 * Shows the next due clock that the reply ends, and the reply's effect on all clocks at the time when it is sent, by the
 * server's own evaluation.
 */
export function ReplyEffect({ ticket, values }: { ticket: TicketView; values: ReplyValues }) {
  const t = useTranslations('desk.composer.effect')
  const now = useServerNow(15_000)
  const words = useClockChangeWords()
  const sentAt = Math.max(now, values.sendAt === null ? 0 : Date.parse(values.sendAt))
  const promisedAt =
    values.promise !== null && values.then === 'open' ? sentAt + Number(values.promise) * minuteMs : null
  const preview = useClockPreview(
    ticket,
    eventsOfAnswer({ kind: values.kind, then: values.then, promisedAt }, ticket.status),
    sentAt,
  )
  const clock = nextClockEnded(preview?.changes ?? [], ticket.clocks)
  const sentences = preview && words(preview.changes, now)
  return (
    <Group gap="xs" miw={0} flex="1 1 16rem" className={css.more}>
      {clock && <ClockPill clock={clock} withMetric />}
      <Text fz="xs" flex="1 1 12rem">
        {values.kind === 'acknowledgement' && sentences?.length === 0
          ? t('acknowledgement')
          : sentences && (sentences.length > 0 ? sentences.join(' ') : t('nothing'))}
      </Text>
    </Group>
  )
}
