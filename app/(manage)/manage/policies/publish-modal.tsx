'use client'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { TimeText } from '@/app/_ui/time-text'
import { type PolicyDifference, policyDifferences } from '@/server/sla/policy/policy-difference.rules'
import type { PolicyDefinition } from '@/server/sla/schema'
import { DifferenceList } from './difference-list'

/** Confirms publishing a policy: shows which tickets it applies to and what changes for them. */
export function PublishModal({
  name,
  before,
  after,
  inForceFrom,
  busy,
  onPublish,
  onClose,
}: {
  name: string
  /** The definition in force; null for a first version. */
  before: PolicyDefinition | null
  /** The definition to publish; null while the dialog is closed. */
  after: PolicyDefinition | null
  inForceFrom: Date | null
  busy: boolean
  onPublish: () => void
  onClose: () => void
}) {
  const t = useTranslations('policy')
  const common = useTranslations('common.dialog')
  const differences: PolicyDifference[] = before && after ? policyDifferences(before, after) : []
  return (
    <Modal
      opened={after !== null}
      onClose={onClose}
      title={t('confirmTitle', { plan: name })}
      centered
      size="lg"
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <Stack gap="md">
        <Text>{inForceFrom ? t.rich('confirmAt', { at: () => <TimeText at={inForceFrom} /> }) : t('confirmNow')}</Text>
        {before ? <DifferenceList differences={differences} /> : <Text c="dimmed">{t('confirmFirst')}</Text>}
        <Text c="dimmed">{t('keepsVersion')}</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button data-autofocus loading={busy} onClick={onPublish}>
            {inForceFrom ? t('publishAt') : t('publishNow')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
