'use client'
import { Badge } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useDeskStatus } from './desk-status'
import css from './ui.module.css'

/** Count beside the managers' navigation entry: disputes and low ratings that wait for one of them; hidden when zero or unknown. */
export function DisputeCount() {
  const t = useTranslations('common.disputes')
  const { status } = useDeskStatus()
  const count = (status?.disputes ?? 0) + (status?.lowRatings ?? 0)
  if (count === 0) return null
  return (
    <Badge variant="filled" className={css.num} role="img" aria-label={t('waitFor', { count })}>
      {count}
    </Badge>
  )
}
