'use client'
import { Group, Stack, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Face } from './face'
import css from './ui.module.css'

/** Who is on call and until when; without a name it is shown as a gap. `until` is already formatted. */
export function OnCallBadge({
  name,
  until,
  note,
  size = 24,
}: {
  name: string | null
  until: string
  note?: string
  size?: number
}) {
  const t = useTranslations('common')
  return (
    <Group gap={8} wrap="nowrap">
      <Face name={name} size={size} />
      <Stack gap={0} miw={0}>
        <Text fz="sm" fw={550} lh={1.3} truncate>
          {name ?? t('onCall.nobody')}
          {note && (
            <Text span fz="xs" c="dimmed" fw={400}>
              {' · '}
              {note}
            </Text>
          )}
        </Text>
        <Text fz="xs" c="dimmed" lh={1.3} className={css.num} truncate>
          {until}
        </Text>
      </Stack>
    </Group>
  )
}
