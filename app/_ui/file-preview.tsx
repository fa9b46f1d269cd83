'use client'
import { Code, Loader, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { fieldOf, isText } from './field-of'

const maxLines = 20

/** Reads a preview; null when the file is not text. @throws Error when the request fails */
async function readPreview(id: string, signal: AbortSignal) {
  const response = await fetch(`/api/files/${id}/preview`, { signal })
  if (response.status === 204) return null
  if (!response.ok) throw new Error(String(response.status))
  const preview: unknown = await response.json()
  const text = fieldOf(preview, 'text')
  if (!isText(text)) throw new Error('The preview has no text.')
  return { text, isWhole: fieldOf(preview, 'isWhole') === true }
}

/** The first lines of a log file, unchanged. */
export function FilePreview({ id }: { id: string }) {
  const t = useTranslations('common.files')
  const preview = useQuery({
    queryKey: ['file-preview', id],
    queryFn: ({ signal }) => readPreview(id, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  })
  if (preview.isPending) return <Loader size="xs" aria-label={t('previewLoading')} />
  if (!preview.data)
    return (
      <Text fz="xs" c="dimmed" role="status">
        {t(preview.isError ? 'previewFailed' : 'noPreview')}
      </Text>
    )
  const lines = preview.data.text.split('\n')
  const more = !preview.data.isWhole || lines.length > maxLines
  return (
    <>
      <Code block dir="auto" tabIndex={0} mah={280} maw="100%" style={{ overflow: 'auto' }}>
        {lines.slice(0, maxLines).join('\n')}
      </Code>
      {more && (
        <Text fz="xs" c="dimmed">
          {t('previewMore')}
        </Text>
      )}
    </>
  )
}
