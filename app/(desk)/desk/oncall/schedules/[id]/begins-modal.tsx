'use client'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useServerNow } from '@/app/_ui/server-clock'
import { useTimes } from '@/app/_ui/use-times'
import type { SchedulePreview } from '@/server/oncall/schedule/preview'

/** Asks when an edit takes effect that changes who is on call at this moment. */
export function BeginsModal({
  opened,
  preview,
  isSaving,
  onChoose,
  onClose,
}: {
  opened: boolean
  preview: SchedulePreview
  isSaving: boolean
  onChoose: (begins: 'now' | 'nextHandoff') => void
  onClose: () => void
}) {
  const t = useTranslations('oncall.preview')
  const common = useTranslations('common.dialog')
  const times = useTimes()
  const now = useServerNow(60_000)
  const { before, after, nextHandoff } = preview
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('asksTitle')}
      centered
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Stack gap="lg">
        <Text>{t('nowChanges', { before: before ?? t('nobody'), after: after ?? t('nobody') })}</Text>
        {nextHandoff && (
          <Text c="dimmed">{t('waitHint', { before: before ?? t('nobody'), when: times.near(nextHandoff, now) })}</Text>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" loading={isSaving} onClick={() => onChoose('now')}>
            {t('beginNow')}
          </Button>
          {nextHandoff && (
            <Button loading={isSaving} onClick={() => onChoose('nextHandoff')} data-autofocus>
              {t('beginAt', { when: times.near(nextHandoff, now) })}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  )
}
