'use client'
import { Badge } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import css from './ui.module.css'

/** Count beside the navigation entry: briefs that the reader has to write or accept; hidden when zero. */
export function HandoffCount() {
  const t = useTranslations('common.handoff')
  const trpc = useTRPC()
  const { data: count = 0 } = useQuery(trpc.handoffs.count.queryOptions(undefined, { refetchInterval: 60_000 }))
  if (count === 0) return null
  return (
    <Badge variant="filled" className={css.num} role="img" aria-label={t('waitFor', { count })}>
      {count}
    </Badge>
  )
}
