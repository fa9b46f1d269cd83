'use client'
import { Badge, Divider, Skeleton } from '@mantine/core'
import { Box, Group, Stack, Text } from '@/app/_ui/light'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useDeskStatus } from './desk-status'
import { OnCallBadge } from './on-call-badge'
import { useServerNow } from './server-clock'
import { token } from './theme'
import css from './ui.module.css'
import { useTimes } from './use-times'

const shown = 3

/** At the bottom of a staff navigation: who is on call, and the number of the reader's open pages, or "unknown". */
export function OnCallNow() {
  const t = useTranslations('common.onCall')
  const times = useTimes()
  const now = useServerNow(60_000)
  const { status, unknown, loading } = useDeskStatus()
  const shifts = status?.onCall ?? []
  const count = status?.waiting.mine ?? 0
  return (
    <Box px={4}>
      <Divider color={token('line')} my="sm" />
      <Text fz="xs" c="dimmed" mb={6}>
        {t('now')}
      </Text>
      {loading && <Skeleton h={34} role="status" aria-label={t('loading')} />}
      <Stack gap={6} opacity={unknown ? 0.6 : undefined}>
        {shifts.slice(0, shown).map((shift) => (
          <OnCallBadge
            key={shift.scheduleId}
            name={shift.person?.name ?? null}
            note={shifts.length > 1 ? shift.scheduleName : undefined}
            until={shift.until ? t('until', { when: times.near(shift.until, now) }) : shift.scheduleName}
          />
        ))}
        {status && shifts.length === 0 && <OnCallBadge name={null} until={t('gap')} />}
      </Stack>
      <Group justify="space-between" mt="sm" wrap="nowrap" gap="xs">
        <Text fz="xs">{t('pagesForMe')}</Text>
        {loading ? (
          <Skeleton h={18} w={24} />
        ) : unknown ? (
          <Text fz="xs" fw={600} c={token('late')} ta="right" className={css.num}>
            {status ? t('unknownSince', { when: times.near(status.at, now) }) : t('unknown')}
          </Text>
        ) : (
          <Badge variant={count ? 'filled' : 'default'} color={count ? 'red.8' : undefined} className={css.num}>
            {count}
          </Badge>
        )}
      </Group>
    </Box>
  )
}

/** The same in the header on a phone: the first person on call, and the reader's open pages. */
export function OnCallBrief() {
  const t = useTranslations('common.onCall')
  const times = useTimes()
  const now = useServerNow(60_000)
  const { status, unknown } = useDeskStatus()
  const [first] = status?.onCall ?? []
  const count = status?.waiting.mine ?? 0
  if (unknown)
    return (
      <Text fz="xs" fw={600} c={token('late')} ml="auto" flex="none">
        {t('unknownShort')}
      </Text>
    )
  if (!first) return null
  return (
    <Group gap={6} wrap="nowrap" ml="auto" miw={0}>
      <Text fz="xs" c="dimmed" truncate className={css.num}>
        {first.person?.name ?? t('nobody')}
        {first.until && ` · ${t('until', { when: times.near(first.until, now) })}`}
      </Text>
      {count > 0 && (
        <Badge variant="filled" color="red.8" className={css.num} aria-label={`${t('pagesForMe')}: ${count}`}>
          {count}
        </Badge>
      )}
    </Group>
  )
}
