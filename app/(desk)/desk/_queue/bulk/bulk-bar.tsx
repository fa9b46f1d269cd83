'use client'
import { Button, Paper } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Group, Text } from '@/app/_ui/light'
import css from '@/app/_ui/ui.module.css'
import type { BulkVerb } from '@/server/tickets/bulk/schema'
import type { SelectedRow } from '../selection'
import { BulkDialog } from './bulk-dialog'
import { BulkProgress } from './bulk-progress'

const verbs = ['assign', 'team', 'tags', 'severity', 'status', 'snooze', 'merge'] as const satisfies readonly BulkVerb[]

/** What can be done to the selected tickets, and how far the changes are that were started here. */
export function BulkBar({
  chosen,
  asked,
  onAsk,
  onClear,
  started,
  onStarted,
  onDismissed,
}: {
  chosen: readonly SelectedRow[]
  asked: BulkVerb | null
  onAsk: (verb: BulkVerb | null) => void
  onClear: () => void
  started: readonly string[]
  onStarted: (id: string) => void
  onDismissed: (id: string) => void
}) {
  const t = useTranslations('desk.bulk')
  return (
    <div className={css.bulk} data-print="hide">
      {started.map((id) => (
        <BulkProgress key={id} id={id} onDismiss={() => onDismissed(id)} />
      ))}
      {chosen.length > 0 && (
        <Paper withBorder shadow="md" px="md" py="xs" role="toolbar" aria-label={t('title')}>
          <Group gap="xs" wrap="wrap">
            <Text fw={550} role="status">
              {t('selected', { count: chosen.length })}
            </Text>
            {verbs.map((verb) => (
              <Button
                key={verb}
                variant="default"
                size="compact-sm"
                disabled={verb === 'merge' && chosen.length < 2}
                onClick={() => onAsk(verb)}
              >
                {t(`verb.${verb}`)}
              </Button>
            ))}
            <Button variant="subtle" size="compact-sm" onClick={onClear}>
              {t('clear')}
            </Button>
          </Group>
        </Paper>
      )}
      {asked && chosen.length > 0 && (
        <BulkDialog
          key={asked}
          verb={asked}
          chosen={chosen}
          onClose={() => onAsk(null)}
          onStarted={(id) => {
            onStarted(id)
            onAsk(null)
            onClear()
          }}
        />
      )}
    </div>
  )
}
