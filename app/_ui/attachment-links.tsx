'use client'
import { Anchor, Group, Text } from '@mantine/core'
import { IconPaperclip } from '@tabler/icons-react'
import type { AttachmentView } from '@/server/tickets/schema'
import { useFileSize } from './use-file-size'

/** The files of one reply, to open. */
export function AttachmentLinks({ attachments }: { attachments: AttachmentView[] }) {
  const fileSize = useFileSize()
  if (attachments.length === 0) return null
  return (
    <Group gap="sm" mt={6}>
      {attachments.map((file) => (
        <Anchor key={file.id} href={`/api/files/${file.id}`} target="_blank" c="inherit" underline="always">
          <Group gap={4} component="span" wrap="nowrap">
            <IconPaperclip size={13} aria-hidden />
            <span>{file.fileName}</span>
            <Text span fz="xs" c="dimmed">
              {fileSize(file.size)}
            </Text>
          </Group>
        </Anchor>
      ))}
    </Group>
  )
}
