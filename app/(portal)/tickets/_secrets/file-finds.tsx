'use client'
import { Box, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { Upload, Uploads } from '@/app/_ui/use-uploads'
import { FindList } from './find-list'

export interface FileFindsProps {
  file: Upload
  files: Uploads
}

/** The secrets of one file, each with its line, the reason, and a way to leave it as it is. */
export function FileFinds({ file: { key, scanned, kept, attachment, error }, files }: FileFindsProps) {
  const t = useTranslations('portal.secrets')
  if (!scanned)
    return attachment || error ? null : (
      <Text fz="xs" c="dimmed" role="status">
        {t('searching')}
      </Text>
    )
  if (!scanned.isText)
    return (
      <Text fz="xs" c="dimmed">
        {t('notSearched')}
      </Text>
    )
  if (scanned.finds.length === 0) return null
  const masked = scanned.finds.filter(({ digest }) => !kept.includes(digest))
  return (
    <Box pl="xl" pb="xs">
      <Text fz="xs" fw={550} role="status">
        {masked.length > 0 ? t('titleFile', { count: masked.length }) : t('none')}
      </Text>
      <FindList finds={scanned.finds} kept={kept} onKept={(next) => files.keepFinds(key, next)} />
    </Box>
  )
}
