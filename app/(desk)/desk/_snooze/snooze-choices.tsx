'use client'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { DateTimeField } from '@/app/_ui/date-time-field'
import { instantOfText } from '@/app/_ui/local-field'
import { useServerNow } from '@/app/_ui/server-clock'
import { useTimes } from '@/app/_ui/use-times'
import { snoozePresets } from './snooze-presets'

/** Until when something is snoozed: a usual time or any other, in the reader's zone. Null while nothing is chosen. */
export function SnoozeChoices({ value, onChange }: { value: Date | null; onChange: (until: Date | null) => void }) {
  const t = useTranslations('desk.snooze')
  const times = useTimes()
  const now = useServerNow(60_000)
  const [typed, setTyped] = useState('')
  return (
    <Stack gap="sm">
      <Text fz="xs" c="dimmed">
        {t('hint')}
      </Text>
      <Group gap="xs">
        {snoozePresets(now, times.zone).map(({ name, at }) => (
          <Button
            key={name}
            variant={value?.getTime() === at.getTime() ? 'filled' : 'default'}
            aria-pressed={value?.getTime() === at.getTime()}
            onClick={() => {
              setTyped('')
              onChange(at)
            }}
          >
            {t(name)} · {times.near(at, now)}
          </Button>
        ))}
      </Group>
      <DateTimeField
        label={t('date')}
        value={typed}
        onChange={(text) => {
          setTyped(text)
          const at = instantOfText(text, times.zone)
          onChange(Number.isNaN(at.getTime()) ? null : at)
        }}
      />
    </Stack>
  )
}
