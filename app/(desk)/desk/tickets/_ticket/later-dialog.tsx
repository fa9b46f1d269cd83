'use client'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { DateTimeField } from '@/app/_ui/date-time-field'
import { instantOfText, localText } from '@/app/_ui/local-field'
import { serverNowMs, useServerNow } from '@/app/_ui/server-clock'
import { token } from '@/app/_ui/theme'
import { useTimes } from '@/app/_ui/use-times'
import { dueBefore, mayBeSentAt } from '@/server/tickets/conversation/later.rules'
import type { TicketView } from '@/server/tickets/reading/schema'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

/** Asks when the reply is sent, and says what falls due before that. Nothing is sent by it. */
export function LaterDialog({
  ticket,
  opened,
  sendAt,
  onClose,
  onChoose,
}: {
  ticket: TicketView
  opened: boolean
  /** ISO 8601, UTC; null when none is chosen yet. */
  sendAt: string | null
  onClose: () => void
  onChoose: (sendAt: string) => void
}) {
  const t = useTranslations('desk.composer.later')
  const common = useTranslations('common')
  const errors = useTranslations('errors')
  const field = useTranslations('field')
  const times = useTimes()
  const now = useServerNow(60_000)
  const [text, setText] = useState('')
  const [isTried, setTried] = useState(false)
  useEffect(() => {
    if (!opened) return
    setText(sendAt === null ? '' : localText(new Date(sendAt), times.zone))
    setTried(false)
  }, [opened, sendAt, times.zone])
  const at = instantOfText(text, times.zone)
  const isFit = at !== null && mayBeSentAt(at, new Date(serverNowMs()))
  /** The next day at 09:00 in the reader's zone; `weekday` 1 is Monday. */
  const nine = (weekday: number | null) => (from: Date) => {
    for (let day = 1; day <= 7; day += 1) {
      const date = localText(new Date(from.getTime() + day * dayMs), times.zone).slice(0, 10)
      const found = instantOfText(`${date}T09:00`, times.zone)
      const isWanted = weekday === null || new Date(`${date}T00:00:00Z`).getUTCDay() === weekday
      if (found && isWanted) return found
    }
    return from
  }
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('title')}
      closeButtonProps={{ 'aria-label': common('dialog.close') }}
    >
      <Stack gap="sm">
        <DateTimeField
          label={t('at')}
          value={text}
          onChange={setText}
          error={isTried && !isFit ? errors('sendAtBounds') : undefined}
          quick={[
            { label: t('hour'), at: (from) => new Date(from.getTime() + hourMs) },
            { label: t('tomorrow'), at: nine(null) },
            { label: t('monday'), at: nine(1) },
          ]}
        />
        {at &&
          dueBefore(ticket.clocks, at).map(({ id, metric, dueAt }) => (
            <Text key={id} role="status" c={token('late')}>
              {t('crosses', { metric: field(`metric.${metric}`), when: dueAt ? times.near(dueAt, now) : '' })}
            </Text>
          ))}
        <Text fz="xs" c="dimmed">
          {t('note')}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common('dialog.cancel')}
          </Button>
          <Button
            onClick={() => {
              setTried(true)
              if (!at || !isFit) return
              onChoose(at.toISOString())
              onClose()
            }}
          >
            {t('choose')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
