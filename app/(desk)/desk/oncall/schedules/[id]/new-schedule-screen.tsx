'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Screen } from '@/app/_ui/screen'
import { localText } from '@/app/_ui/local-field'
import { newLayer, ScheduleForm } from './schedule-form'

/** Creates a schedule; its first turn begins today at 09:00, a common handoff time. */
export function NewScheduleScreen({ now, timeZone }: { now: Date; timeZone: string }) {
  const t = useTranslations('oncall')
  const morning = `${localText(now, timeZone).slice(0, 10)}T09:00`
  return (
    <Screen title={t('newSchedule')} back={{ href: '/desk/oncall', name: t('title') }}>
      <ScheduleForm revision={null} initial={{ id: null, name: '', timeZone, layers: [newLayer([], morning)] }} />
    </Screen>
  )
}
