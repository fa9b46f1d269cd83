'use client'
import { ActionIcon, Anchor, Group, Progress, Stack, Text } from '@mantine/core'
import { IconPaperclip, IconX } from '@tabler/icons-react'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { ReactNode } from 'react'
import { isProgram } from '@/server/tickets/attachments/file-types.rules'
import { token } from './theme'
import css from './ui.module.css'
import { useFileSize } from './use-file-size'
import type { Upload, Uploads } from './use-uploads'

/** The files of a form, each with its progress or error and a remove button. */
export function UploadList({
  files,
  details,
}: {
  files: Uploads
  /** What a form has to say about a file, below it. */
  details?: (file: Upload) => ReactNode
}) {
  const t = useTranslations('common.files')
  const fileSize = useFileSize()
  return (
    <>
      <Stack gap={4} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {files.uploads.map((file) => (
          <li key={file.key}>
            <Group gap="sm" wrap="nowrap">
              <IconPaperclip size={15} aria-hidden style={{ flex: 'none' }} />
              <Text truncate component="bdi">
                {file.name}
              </Text>
              <Text fz="xs" c="dimmed" className={css.num} flex="none">
                {file.attachment || file.error
                  ? fileSize(file.size)
                  : t('ofTotal', { done: fileSize(file.sent), total: fileSize(file.size) })}
              </Text>
              {!file.attachment && !file.error && (
                <Progress
                  value={file.size ? (file.sent / file.size) * 100 : 0}
                  size="sm"
                  w={96}
                  flex="none"
                  aria-label={t('uploading', { name: file.name })}
                />
              )}
              {file.error && (
                <Anchor
                  component="button"
                  type="button"
                  fz="xs"
                  underline="always"
                  onClick={() => files.retry(file.key)}
                >
                  {t('retry')}
                </Anchor>
              )}
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                ml="auto"
                aria-label={t('remove', { name: file.name })}
                onClick={() => files.remove(file.key)}
              >
                <IconX size={13} aria-hidden />
              </ActionIcon>
            </Group>
            {isProgram(file.name) && (
              <Text fz="xs" c={token('late')} role="status">
                {t('programAdded')}
              </Text>
            )}
            {details?.(file)}
            {file.error && (
              <Text fz="xs" c="var(--mantine-color-error)" role="alert">
                {file.error}
              </Text>
            )}
          </li>
        ))}
      </Stack>
      {files.notice && (
        <Text fz="xs" c="var(--mantine-color-error)" role="alert">
          {files.notice}
        </Text>
      )}
    </>
  )
}
