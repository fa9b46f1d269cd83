'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Text } from '@/app/_ui/light'
import { maxCount } from '@/server/tickets/finding/facts'

/** How many tickets a search found, and how many it cannot find yet. */
export function SearchNotes({ count, notSearched }: { count: number | null; notSearched: number }) {
  const t = useTranslations('search')
  return (
    <div role="status">
      {count !== null && (
        <Text fz="xs" c="dimmed" px={{ base: 'md', sm: 'lg' }} py="xs">
          {count > maxCount ? t('manyCount') : t('count', { count })}
        </Text>
      )}
      {notSearched > 0 && (
        <Text fz="xs" px={{ base: 'md', sm: 'lg' }} pb="xs">
          {notSearched > maxCount ? t('manyNotSearched') : t('notSearched', { count: notSearched })}
        </Text>
      )}
    </div>
  )
}
