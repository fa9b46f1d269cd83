'use client'
import { ActionIcon, Button, Group, Select, Stack, Text } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { TimeField } from '@/app/_ui/time-field'
import { weekdays } from '@/server/oncall/facts'
import type { Restriction } from '@/server/oncall/schema'

/** Hours of the day or of the week in which a layer is active; without any it is always active. */
export function RestrictionFields({
  restrictions,
  onChange,
}: {
  restrictions: Restriction[]
  onChange: (restrictions: Restriction[]) => void
}) {
  const t = useTranslations('oncall')
  const change = (place: number, next: Restriction) =>
    onChange(restrictions.map((each, index) => (index === place ? next : each)))
  const time = (label: string, value: string, set: (value: string) => void) => (
    // The field cannot show 24:00, so the end of the day is shown as 00:00.
    <TimeField label={label} value={value === '24:00' ? '00:00' : value} onChange={set} />
  )
  const day = (label: string, value: string, set: (value: (typeof weekdays)[number]) => void) => (
    <Select
      label={label}
      data={weekdays.map((each) => ({ value: each, label: t(`weekday.${each}`) }))}
      allowDeselect={false}
      value={value}
      onChange={(next) => {
        const known = weekdays.find((each) => each === next)
        if (known) set(known)
      }}
    />
  )
  return (
    <Stack gap="sm">
      {restrictions.length === 0 && (
        <Text fz="xs" c="dimmed">
          {t('restriction.always')}
        </Text>
      )}
      {restrictions.map((one, index) => (
        // A window has no id; its position is its key.
        <Group key={`window-${String(index)}`} align="flex-end" gap="sm">
          {one.type === 'daily' ? (
            <>
              {time(t('restriction.from'), one.from, (from) => change(index, { ...one, from }))}
              {time(t('restriction.to'), one.to, (to) => change(index, { ...one, to }))}
            </>
          ) : (
            <>
              {day(t('restriction.fromDay'), one.from.day, (value) =>
                change(index, { ...one, from: { ...one.from, day: value } }),
              )}
              {time(t('restriction.from'), one.from.time, (value) =>
                change(index, { ...one, from: { ...one.from, time: value } }),
              )}
              {day(t('restriction.toDay'), one.to.day, (value) =>
                change(index, { ...one, to: { ...one.to, day: value } }),
              )}
              {time(t('restriction.to'), one.to.time, (value) =>
                change(index, { ...one, to: { ...one.to, time: value } }),
              )}
            </>
          )}
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={t('restriction.remove', { number: index + 1 })}
            onClick={() => onChange(restrictions.filter((_, place) => place !== index))}
          >
            <IconX size="1.25em" aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      <Group gap="sm">
        <Button
          variant="default"
          size="xs"
          onClick={() => onChange([...restrictions, { type: 'daily', from: '08:00', to: '20:00' }])}
        >
          {t('restriction.addDaily')}
        </Button>
        <Button
          variant="default"
          size="xs"
          onClick={() =>
            onChange([
              ...restrictions,
              { type: 'weekly', from: { day: 'FRI', time: '18:00' }, to: { day: 'MON', time: '08:00' } },
            ])
          }
        >
          {t('restriction.addWeekly')}
        </Button>
      </Group>
    </Stack>
  )
}
