'use client'
import { Anchor, Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { notifyDone, notifyFailed } from '@/app/_ui/notify'
import { Screen } from '@/app/_ui/screen'
import { TimeText } from '@/app/_ui/time-text'
import { useErrorText } from '@/app/_ui/use-error-text'
import { products } from '@/server/vocabulary/field'
import { oneOf } from '@/server/vocabulary/list'
import { weekdays } from '@/server/sla/facts'
import { hoursText } from './hours'

/** Every named calendar: its hours, the policies that use it, and whether they use its current version. */
export function CalendarsScreen() {
  const t = useTranslations('calendar')
  const field = useTranslations('field.product')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const query = useQuery(trpc.sla.calendars.queryOptions())
  const archive = useMutation(
    trpc.sla.archiveCalendar.mutationOptions({
      onError: (error) => notifyFailed(errorText(error).message),
      onSuccess: async (_, { archived }) => {
        await queries.invalidateQueries(trpc.sla.pathFilter())
        notifyDone(t(archived ? 'archivedDone' : 'restoredDone'))
      },
    }),
  )
  const add = (
    <Button component={Link} href="/manage/policies/calendars/new">
      {t('new')}
    </Button>
  )
  const users = (usedBy: { planName: string; product: string | null; current: boolean }[], current: boolean) =>
    usedBy
      .filter((one) => one.current === current)
      .map(({ planName, product }) => {
        const known = oneOf(products, product)
        return known ? `${planName} (${field(known)})` : planName
      })
      .join(', ')
  return (
    <Screen
      title={t('title')}
      back={{ href: '/manage/policies', name: t('backToPolicies') }}
      width="form"
      actions={query.data && query.data.length > 0 && add}
    >
      {query.isError && <EmptyState title={errorText(query.error).message} hint={t('tryAgain')} />}
      {query.data?.length === 0 && <EmptyState title={t('none')} hint={t('noneHint')} action={add} />}
      <Stack gap="md">
        {query.data?.map((one) => (
          <Paper key={one.id} p="md" component="section" aria-label={one.name}>
            <Group justify="space-between" gap="sm">
              <Group gap="sm">
                <Title order={2}>
                  <Anchor component={Link} href={`/manage/policies/calendars/${one.id}`} inherit c="inherit">
                    {one.name}
                  </Anchor>
                </Title>
                <Badge>{one.calendar.timeZone}</Badge>
                {one.archived && <Badge>{t('archived')}</Badge>}
              </Group>
              <Button
                variant="subtle"
                aria-label={t(one.archived ? 'restoreOf' : 'archiveOf', { name: one.name })}
                disabled={archive.isPending}
                onClick={() => archive.mutate({ id: one.id, archived: !one.archived })}
              >
                {t(one.archived ? 'restore' : 'archive')}
              </Button>
            </Group>
            <Text>
              {weekdays
                .filter((weekday) => one.calendar.weekly[weekday]?.length)
                .map((weekday) => `${t(`weekday.${weekday}`)} ${hoursText(one.calendar.weekly[weekday] ?? [])}`)
                .join(' · ') || t('neverOpen')}
            </Text>
            <Text c="dimmed">
              {t('exceptions', { count: one.calendar.exceptions.length })} · {t('version', { version: one.version })} ·{' '}
              <TimeText at={one.changedAt} />
              {one.changedBy && ` · ${one.changedBy}`}
            </Text>
            {users(one.usedBy, true) && <Text c="dimmed">{t('usedBy', { names: users(one.usedBy, true) })}</Text>}
            {users(one.usedBy, false) && <Text>{t('olderIn', { names: users(one.usedBy, false) })}</Text>}
          </Paper>
        ))}
      </Stack>
    </Screen>
  )
}
