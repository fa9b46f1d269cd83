'use client'
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { TimeText } from '@/app/_ui/time-text'
import { type PolicyDifference, policyDifferences } from '@/server/sla/policy/policy-difference.rules'
import type { PolicyDefinition } from '@/server/sla/schema'
import { DifferenceList } from './difference-list'

/** Asks once before a policy is published: for which tickets, and what becomes different for them. */
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
  /** What is in force; null for a first version. */
  before: PolicyDefinition | null
  /** Null while there is nothing to ask. */
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
