'use client'
import { List, Stack, Text, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { useServerNow } from '@/app/_ui/server-clock'
import { useTimes } from '@/app/_ui/use-times'
import type { SchedulePreview } from '@/server/oncall/schedule/preview'
import { ScheduleTimeline } from '../../schedule-timeline'
import { rangeFrom } from '../../timeline-scale'
import type { SchedulePlan } from './schedule-form'

const settleMs = 400
const dayMs = 86_400_000
const maxNames = 8

/** Previews the plan in the form as if it were saved now; null until the server has answered. */
export function useSchedulePreview(plan: SchedulePlan, begins: 'now' | 'nextHandoff') {
  const trpc = useTRPC()
  const times = useTimes()
  const today = useServerNow(dayMs)
  const [settled] = useDebouncedValue(plan, settleMs)
  const span = rangeFrom(today, 'fortnight', times.zone)
  const isComplete = settled.layers.every((layer) => layer.start !== '')
  return useQuery({
    ...trpc.oncall.previewSchedule.queryOptions({
      id: settled.id,
      timeZone: settled.timeZone,
      layers: settled.layers,
      begins,
      from: new Date(span.from),
      to: new Date(span.to),
    }),
    enabled: isComplete,
    placeholderData: keepPreviousData,
  })
}

/** The final shifts of the plan in the form, live, with the changes for the person on call now and for others. */
export function SchedulePreviewPanel({ preview, isStale }: { preview: SchedulePreview; isStale: boolean }) {
  const t = useTranslations('oncall.preview')
  return (
    <Stack gap="sm" component="section" aria-label={t('title')} aria-busy={isStale} miw={0}>
      <Title order={2}>{t('title')}</Title>
      <Text fz="xs" c="dimmed">
        {t('hint')}
      </Text>
      <div>
        <ScheduleTimeline schedule={preview.view} />
      </div>
      <div aria-live="polite">
        <PreviewChanges preview={preview} />
      </div>
    </Stack>
  )
}

/** Says who is on call now, before and after the change, and whose turns change. */
export function PreviewChanges({ preview }: { preview: SchedulePreview }) {
  const t = useTranslations('oncall.preview')
  const times = useTimes()
  const { before, after, changes } = preview
  const nobody = t('nobody')
  return (
    <Stack gap="xs">
      <Text fw={before !== after ? 550 : undefined}>
        {before === after
          ? t('nowSame', { name: after ?? nobody })
          : before === null
            ? t('nowNew', { name: after ?? nobody })
            : t('nowChanges', { after: after ?? nobody, before })}
      </Text>
      {changes.length > 0 && (
        <>
          <Text c="dimmed">{t('changes')}</Text>
          <List size="sm" spacing={2}>
            {changes.slice(0, maxNames).map((change) => (
              <List.Item key={change.id}>
                {t('change', {
                  name: change.name,
                  gains: change.gains,
                  losses: change.losses,
                  first: times.dateTime(change.first),
                })}
              </List.Item>
            ))}
          </List>
          {changes.length > maxNames && (
            <Text c="dimmed">{t('moreChanges', { count: changes.length - maxNames })}</Text>
          )}
          <Text fz="xs" c="dimmed">
            {t('mailed')}
          </Text>
        </>
      )}
    </Stack>
  )
}
