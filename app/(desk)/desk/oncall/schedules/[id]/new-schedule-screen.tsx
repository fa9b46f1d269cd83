'use client'
import { useTranslations } from 'next-intl'
import { Screen } from '@/app/_ui/screen'
import { localText } from '@/app/_ui/local-field'
import { newLayer, ScheduleForm } from './schedule-form'

/** A schedule that is being made; it begins at the start of the current hour. */
export function NewScheduleScreen({ now, timeZone }: { now: Date; timeZone: string }) {
  const t = useTranslations('oncall')
  const hour = `${localText(now, timeZone).slice(0, 13)}:00`
  return (
    <Screen title={t('newSchedule')} width="reading">
      <ScheduleForm initial={{ id: null, name: '', timeZone, layers: [newLayer([], hour)] }} />
    </Screen>
  )
}
