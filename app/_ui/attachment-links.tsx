'use client'
import { Anchor, Image } from '@mantine/core'
import { Group, Stack, Text } from '@/app/_ui/light'
import { IconAlertTriangle, IconPaperclip } from '@tabler/icons-react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { isProgram, mayBeText, isShownInline } from '@/server/tickets/attachments/file-types.rules'
import type { AttachmentView } from '@/server/tickets/attachments/schema'
import { FilePreview } from './file-preview'
import { token } from './theme'
import { useFileSize } from './use-file-size'

const thumbnailHeight = 96

/** The files of one message: thumbnails of pictures, a preview of logs on request, a warning for executables. */
export function AttachmentLinks({ attachments }: { attachments: AttachmentView[] }) {
  if (attachments.length === 0) return null
  return (
    <Group gap="sm" mt={6} align="flex-start" component="ul" p={0} mb={0} ml={0} mr={0} style={{ listStyle: 'none' }}>
      {attachments.map((file) => (
        <li key={file.id} style={{ maxWidth: '100%' }}>
          <AttachedFile file={file} />
        </li>
      ))}
    </Group>
  )
}

function AttachedFile({ file }: { file: AttachmentView }) {
  const t = useTranslations('common.files')
  const fileSize = useFileSize()
  const [previewed, setPreviewed] = useState(false)
  const address = `/api/files/${file.id}`
  return (
    <Stack gap={2}>
      {isShownInline(file.contentType) && (
        <a href={address} target="_blank" rel="noopener" aria-label={t('open', { name: file.fileName })}>
          <Image
            src={address}
            alt={file.fileName}
            loading="lazy"
            h={thumbnailHeight}
            w="auto"
            maw="100%"
            fit="contain"
            radius="sm"
            style={{ border: `1px solid ${token('line')}` }}
          />
        </a>
      )}
      <Group gap={6}>
        <Anchor href={address} target="_blank" rel="noopener" c="inherit" underline="always">
          <Group gap={4} component="span" wrap="nowrap">
            <IconPaperclip size={13} aria-hidden style={{ flex: 'none' }} />
            <bdi style={{ overflowWrap: 'anywhere' }}>{file.fileName}</bdi>
            <Text span fz="xs" c="dimmed" flex="none">
              {fileSize(file.size)}
            </Text>
          </Group>
        </Anchor>
        {mayBeText(file) && (
          <Anchor
            component="button"
            type="button"
            fz="xs"
            underline="always"
            aria-expanded={previewed}
            aria-label={t(previewed ? 'hidePreviewOf' : 'previewOf', { name: file.fileName })}
            onClick={() => setPreviewed(!previewed)}
          >
            {t(previewed ? 'hidePreview' : 'preview')}
          </Anchor>
        )}
      </Group>
      {isProgram(file.fileName) && (
        <Text fz="xs" c={token('late')} component="div">
          <Group gap={4} wrap="nowrap" component="span">
            <IconAlertTriangle size={13} aria-hidden style={{ flex: 'none' }} />
            {t('program')}
          </Group>
        </Text>
      )}
      {previewed && <FilePreview id={file.id} />}
    </Stack>
  )
}
