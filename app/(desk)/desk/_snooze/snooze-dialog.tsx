'use client'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { token } from '@/app/_ui/theme'
import { SnoozeChoices } from './snooze-choices'

/** Asks until when a ticket is snoozed. */
export function SnoozeDialog({
  isSaving,
  problem,
  onSave,
  onClose,
}: {
  isSaving: boolean
  /** Why the last attempt was refused. */
  problem: string | null
  onSave: (until: Date) => void
  onClose: () => void
}) {
  const t = useTranslations('desk.snooze')
  const dialog = useTranslations('common.dialog')
  const [until, setUntil] = useState<Date | null>(null)
  return (
    <Modal opened centered onClose={onClose} title={t('title')} closeButtonProps={{ 'aria-label': dialog('close') }}>
      <Stack gap="md">
        <SnoozeChoices value={until} onChange={setUntil} />
        {problem && (
          <Text role="alert" c={token('late')}>
            {problem}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button disabled={!until} loading={isSaving} onClick={() => until && onSave(until)}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
