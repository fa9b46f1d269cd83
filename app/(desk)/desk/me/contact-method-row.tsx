'use client'
import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { CodeForm } from './code-form'
import type { ContactMethodView } from './contact-method-view'
import { useTestMethod } from './test-method'

/** One contact method of the reader: its state, a test button and a remove button. */
export function ContactMethodRow({
  method,
  onChanged,
  onRemove,
}: {
  method: ContactMethodView
  onChanged: () => Promise<void>
  onRemove: () => void
}) {
  const t = useTranslations('oncall.me')
  const { button, answer } = useTestMethod(method, onChanged)
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <Text fw={550}>{t(`kind.${method.kind}`)}</Text>
        <Text style={{ overflowWrap: 'anywhere' }}>
          {method.label ? t('labelled', { label: method.label, address: method.address }) : method.address}
        </Text>
        {!method.verifiedAt && <Badge>{t('unverified')}</Badge>}
        {method.failedAt && <Badge color="red">{t('ended')}</Badge>}
        {method.verifiedAt && button}
        <Button variant="default" aria-label={t('removeNamed', { address: method.address })} onClick={onRemove}>
          {t('remove')}
        </Button>
      </Group>
      {method.failedAt && <Text c="dimmed">{t('endedHint')}</Text>}
      {answer}
      {!method.verifiedAt && (
        <CodeForm id={method.id} kind={method.kind} address={method.address} onVerified={onChanged} />
      )}
    </Stack>
  )
}
