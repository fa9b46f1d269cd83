'use client'
import { Button } from '@mantine/core'
import { Box, Group, Text } from '@/app/_ui/light'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { notifyFailed } from '@/app/_ui/notify'
import { onDemand } from '@/app/_ui/on-demand'
import { Tag } from '@/app/_ui/tag'
import { useViewer } from '@/app/_ui/viewer-context'
import type { TicketView } from '@/server/tickets/reading/schema'
import { ticketRights } from '@/server/tickets/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'

const useEditor = onDemand(() => import('./tags-editor').then((file) => file.TagsEditor))

/** The ticket's tags; engineers change them. */
export function TagsField({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('desk.context')
  const errors = useTranslations('errors')
  const viewer = useViewer()
  const [Editor, prepare] = useEditor()
  const [isEditing, setEditing] = useState(false)
  if (Editor && isEditing) return <Editor ticket={ticket} onDone={() => setEditing(false)} />
  const mayChange = viewer !== null && can(viewer, ticketRights.triage)
  return (
    <Box mt="xs" role="group" aria-label={t('tags')}>
      <Group justify="space-between" wrap="nowrap" align="center">
        <Text fz="xs" fw={500}>
          {t('tags')}
        </Text>
        {mayChange && (
          <Button
            variant="subtle"
            size="compact-xs"
            data-edit-tags
            aria-label={`${t('editTags')}: ${t('tags')}`}
            onPointerEnter={() => prepare()}
            onFocus={() => prepare()}
            onClick={() => {
              prepare(() => notifyFailed(errors('connection')))
              setEditing(true)
            }}
          >
            {t('editTags')}
          </Button>
        )}
      </Group>
      {ticket.tags.length === 0 ? (
        <Text fz="xs" c="dimmed">
          {t('noTags')}
        </Text>
      ) : (
        <Group gap={4}>
          {ticket.tags.map((name) => (
            <Tag key={name}>
              <bdi>{name}</bdi>
            </Tag>
          ))}
        </Group>
      )}
    </Box>
  )
}
