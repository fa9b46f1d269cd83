'use client'
import { Alert, Button, Group, List, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { TimeText } from '@/app/_ui/time-text'
import type { SettingsConflict } from './use-settings'

/** Shown above the button of a settings form: that a draft was restored, and what somebody else changed meanwhile. */
export function SettingsState({
  settings,
}: {
  settings: { restoredAt: number | null; conflict: SettingsConflict | null; discard: () => void }
}) {
  const t = useTranslations('common.settings')
  const { conflict, restoredAt } = settings
  return (
    <>
      {restoredAt !== null && (
        <Alert variant="default" p="sm" role="status">
          <Group gap="sm" justify="space-between">
            <Text>
              {t('restored')} <TimeText at={new Date(restoredAt)} />
            </Text>
            <Button size="xs" variant="default" onClick={settings.discard}>
              {t('discard')}
            </Button>
          </Group>
        </Alert>
      )}
      {conflict && (
        <Alert variant="default" p="sm" role="alert" title={t('changedByOther')}>
          {conflict.changes.length === 0 && <Text mb="sm">{t('changedDetails')}</Text>}
          <List spacing={4} mb="sm">
            {conflict.changes.map(({ label, before, after }) => (
              <List.Item key={label}>
                <Text style={{ overflowWrap: 'anywhere' }}>
                  {t('change', { label, before: before || t('nothing'), after: after || t('nothing') })}
                </Text>
              </List.Item>
            ))}
          </List>
          <Group gap="sm">
            <Button size="xs" variant="default" onClick={conflict.keepMine}>
              {t('keepMine')}
            </Button>
            <Button size="xs" variant="default" onClick={conflict.takeTheirs}>
              {t('takeTheirs')}
            </Button>
          </Group>
        </Alert>
      )}
    </>
  )
}
