'use client'
import { Divider, Group, Paper, Stack, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { ReactNode } from 'react'
import { OnCallBadge } from '@/app/_ui/on-call-badge'
import { useServerNow } from '@/app/_ui/server-clock'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { token } from '@/app/_ui/theme'
import css from '@/app/_ui/ui.module.css'
import { useTimes } from '@/app/_ui/use-times'
import type { PromisePreview } from '@/server/tickets/filing/schema'
import type { Severity } from '@/server/vocabulary/severity'

/** The SLA targets as times if the ticket were sent now, and who would be paged. */
export function PromisePanel({
  severity,
  promise,
  refusal,
  children,
}: {
  severity: Severity | null
  promise: PromisePreview | undefined
  /** Why no targets can be shown, as text; null when they can. */
  refusal: string | null
  children: ReactNode
}) {
  const t = useTranslations('portal.promise')
  const times = useTimes()
  const now = useServerNow(30_000)
  const line = (what: string, by: Date | null, first = false) =>
    by && (
      <Group justify="space-between" align="baseline" wrap="nowrap">
        <Text fw={first ? 600 : 400} fz={first ? 'md' : 'sm'}>
          {what}
        </Text>
        <Text className={css.num} fw={first ? 650 : 550} fz={first ? 'md' : 'sm'} flex="none">
          {t('by', { when: times.near(by, now) })}
        </Text>
      </Group>
    )
  return (
    <Paper p="lg" component="section" aria-label={t('title')}>
      <Group justify="space-between" mb="md" mih={18}>
        {severity ? <SeverityGlyph severity={severity} withWord size={16} /> : <Text fw={600}>{t('title')}</Text>}
        <Text fz="xs" c="dimmed">
          {promise?.planName}
        </Text>
      </Group>
      <div role="status">
        {refusal && <Text c="var(--mantine-color-error)">{refusal}</Text>}
        {!promise && !refusal && <Text c="dimmed">{t('open')}</Text>}
        {promise && (
          <Stack gap={7}>
            {line(t('firstResponse'), promise.firstResponseBy, true)}
            {line(t('workaround'), promise.workaroundBy)}
            {line(t('resolution'), promise.resolutionBy)}
            {promise.updateEveryMinutes !== null && (
              <Group justify="space-between" align="baseline">
                <Text>{t('updates')}</Text>
                <Text fw={550}>{t('every', { length: times.length(promise.updateEveryMinutes * 60_000) })}</Text>
              </Group>
            )}
          </Stack>
        )}
      </div>
      {promise?.pages && (
        <>
          <Divider my="md" color={token('line')} />
          {promise.isOpen ? (
            <Text fz="sm">{t('pagedByText')}</Text>
          ) : (
            <OnCallBadge
              name={promise.onCall?.name ?? null}
              until={
                promise.onCall?.until
                  ? t('onCallUntil', { when: times.near(promise.onCall.until, now) })
                  : t(promise.onCall ? 'paged' : 'pagedAll')
              }
            />
          )}
        </>
      )}
      {children}
      <Text fz="xs" c="dimmed" mt="sm">
        {t('zone', { zone: times.zoneName(new Date(now)) })}
      </Text>
    </Paper>
  )
}
