'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Screen } from '@/app/_ui/screen'
import { localText } from '@/app/_ui/local-field'
import { newLayer, ScheduleForm } from './schedule-form'

const morningMs = 9 * 60 * 60_000

/**
 * Creates a schedule; its first turn began at the last 09:00, a common handoff time, so that somebody is on call at once,
 * at night too.
 */
export function NewScheduleScreen({ now, timeZone }: { now: Date; timeZone: string }) {
  const t = useTranslations('oncall')
  const morning = `${localText(new Date(now.getTime() - morningMs), timeZone).slice(0, 10)}T09:00`
  return (
    <Screen title={t('newSchedule')} back={{ href: '/desk/oncall', name: t('title') }}>
      <ScheduleForm revision={null} initial={{ id: null, name: '', timeZone, layers: [newLayer([], morning)] }} />
    </Screen>
  )
}
