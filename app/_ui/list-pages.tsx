'use client'
import { Button } from '@mantine/core'
import { Group } from '@/app/_ui/light'
import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useAddress } from './use-address'

/**
 * Pagination of a list: links to the next page and to the first one. The cursor is in the URL, so Back opens the
 * previous page.
 * @param name of the URL parameter
 */
export function ListPages({ next, name = 'after' }: { next: string | null; name?: string }) {
  const t = useTranslations('common.pages')
  const [params, change] = useAddress()
  const later = params.get(name) !== null
  if (!next && !later) return null
  const go = (place: string | null) => {
    change({ [name]: place })
    document.getElementById('content')?.querySelector('[data-scrolls]')?.scrollTo({ top: 0 })
  }
  return (
    <Group component="nav" aria-label={t('label')} gap="sm" px={{ base: 'md', sm: 'lg' }} py="sm" justify="flex-end">
      {later && (
        <Button variant="default" leftSection={<IconArrowLeft size={14} aria-hidden />} onClick={() => go(null)}>
          {t('first')}
        </Button>
      )}
      {next && (
        <Button variant="default" rightSection={<IconArrowRight size={14} aria-hidden />} onClick={() => go(next)}>
          {t('next')}
        </Button>
      )}
    </Group>
  )
}
