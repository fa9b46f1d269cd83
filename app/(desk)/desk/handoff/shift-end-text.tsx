'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useServerNow } from '@/app/_ui/server-clock'
import { TimeText } from '@/app/_ui/time-text'
import { useTimes } from '@/app/_ui/use-times'

/** The time left in a shift; after its end, when it ended. */
export function ShiftEndText({ at }: { at: Date }) {
  const t = useTranslations('handoff')
  const times = useTimes()
  const left = at.getTime() - useServerNow(30_000)
  if (left <= 0) return <TimeText at={at} />
  return t('endsIn', { length: times.length(left) })
}
