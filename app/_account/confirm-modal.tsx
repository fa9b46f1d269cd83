'use client'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'

/** Asks for confirmation before an action that affects others; the button names the action. */
export function ConfirmModal({
  opened,
  title,
  text,
  confirm,
  busy,
  onConfirm,
  onClose,
}: {
  opened: boolean
  title: string
  /** A paragraph, or several. */
  text: string | string[]
  confirm: string
  busy: boolean
  onConfirm: () => void
  onClose: () => void
}) {
  const t = useTranslations('people')
  return (
    <Modal opened={opened} onClose={onClose} title={title} centered closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack gap="lg">
        {[text].flat().map((paragraph) => (
          <Text key={paragraph}>{paragraph}</Text>
        ))}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('cancel')}
          </Button>
          <Button color="red" loading={busy} onClick={onConfirm}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
