'use client'
import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { useServerNow } from '@/app/_ui/server-clock'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { token } from '@/app/_ui/theme'
import { useTimes } from '@/app/_ui/use-times'
import { remindAfterMs } from '@/server/handoff/brief/rules'

/** The next handoff and its number of tickets, and each S1 or S2 that nobody has accepted yet. */
export function HandoffPanel() {
  const t = useTranslations('handoff.next')
  const trpc = useTRPC()
  const times = useTimes()
  const now = useServerNow(30_000)
  const { data } = useQuery(trpc.handoffs.next.queryOptions(undefined, { refetchInterval: 60_000 }))
  if (!data || (!data.next && data.waiting.length === 0)) return null
  const { next, waiting } = data
  const isLate = ({ since }: (typeof waiting)[number]) => now - since.getTime() >= remindAfterMs
  const words = next && {
    schedule: next.schedule,
    outgoing: next.outgoing,
    incoming: next.incoming ?? '',
    when: times.near(next.at, now),
  }
  return (
    <Stack gap="sm" component="section" aria-label={t('title')}>
      <Title order={2} fz="sm">
        {t('title')}
      </Title>
      {waiting.length > 0 && (
        <Paper
          p="sm"
          withBorder
          style={waiting.some(isLate) ? { borderColor: token('late-line') } : undefined}
          role="status"
        >
          <Stack gap="xs">
            {waiting.map((one) => (
              <Group
                key={`${one.briefId} ${one.reference}`}
                gap="sm"
                wrap="nowrap"
                c={isLate(one) ? token('late') : undefined}
              >
                {isLate(one) && <IconAlertTriangle size="1.25em" aria-hidden style={{ flexShrink: 0 }} />}
                <SeverityGlyph severity={one.severity} />
                <Anchor component={Link} href={`/desk/handoff/${one.briefId}`} c="inherit" fw={550} underline="always">
                  {t('waiting', {
                    reference: one.reference,
                    outgoing: one.outgoing,
                    length: times.length(now - one.since.getTime()),
                  })}
                </Anchor>
              </Group>
            ))}
          </Stack>
        </Paper>
      )}
      {next && words && (
        <Group gap="sm" align="baseline">
          <div>
            <Text fw={550}>{t('in', { length: times.length(next.at.getTime() - now), count: next.tickets })}</Text>
            <Text fz="xs" c="dimmed">
              {next.incoming ? t('who', words) : t('whoNobody', words)}
            </Text>
          </div>
          <Anchor
            component={Link}
            href={next.briefId ? `/desk/handoff/${next.briefId}` : '/desk/handoff'}
            underline="always"
          >
            {next.briefId ? t('open') : t('all')}
          </Anchor>
        </Group>
      )}
    </Stack>
  )
}
