'use client'
import { Anchor, Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { Screen } from '@/app/_ui/screen'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useServerNow } from '@/app/_ui/server-clock'
import { useTimes } from '@/app/_ui/use-times'
import type { HandoffBriefView } from '@/server/handoff/schema'
import { ShiftEndText } from '../shift-end-text'
import { HandoffEntry } from './handoff-entry'

/** One brief: the outgoing engineer writes it; the next one reads and accepts it, per ticket or as a whole. */
export function HandoffScreen({ initial }: { initial: HandoffBriefView }) {
  const t = useTranslations('handoff')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const times = useTimes()
  const now = useServerNow(60_000)
  const { data: brief } = useQuery(trpc.handoffs.get.queryOptions({ id: initial.id }, { initialData: initial }))
  const accept = useMutation(
    trpc.handoffs.accept.mutationOptions({
      onSuccess: ({ accepted }) =>
        notifyDone(accepted.length > 0 ? t('accepted', { count: accepted.length }) : t('acceptedNone')),
      onSettled: () => queries.invalidateQueries(),
    }),
  )
  const left = brief.entries.filter(({ outstanding }) => outstanding)
  const complete = left.filter(({ missing }) => missing.length === 0).map(({ reference }) => reference)
  const acceptComplete = () => {
    if (brief.may.accept && complete.length > 0 && !accept.isPending)
      accept.mutate({ id: brief.id, references: complete })
  }
  useHotkeys([['mod+Enter', acceptComplete]])
  const people = { outgoing: brief.outgoing.name, incoming: brief.incoming?.name ?? '' }
  const when = times.near(brief.endsAt, now)
  return (
    <Screen
      title={brief.incoming ? t('people', people) : t('peopleNobody', people)}
      back={{ href: '/desk/handoff', name: t('title') }}
      width="form"
      actions={
        brief.may.accept &&
        complete.length > 0 && (
          <Button
            onClick={acceptComplete}
            loading={accept.isPending && accept.variables.references?.length === complete.length}
            aria-keyshortcuts="Control+Enter Meta+Enter"
          >
            {complete.length < left.length
              ? t('acceptComplete', { count: complete.length })
              : t('acceptAll', { count: complete.length })}
          </Button>
        )
      }
    >
      <Stack gap="lg">
        <Stack gap={4}>
          <Group gap="sm">
            <Badge>{t(`state.${brief.state}`)}</Badge>
            <Text component="div">
              {brief.schedule && (
                <Anchor component={Link} href={`/desk/oncall/schedules/${brief.schedule.id}`} c="inherit">
                  {brief.schedule.name}
                </Anchor>
              )}
              {brief.schedule && ' · '}
              {brief.schedule
                ? brief.state === 'draft'
                  ? t('endsAt', { when })
                  : t('endedAt', { when })
                : t('givenAt', { when })}
              {brief.state === 'draft' && (
                <>
                  {' · '}
                  <ShiftEndText at={brief.endsAt} />
                </>
              )}
            </Text>
          </Group>
          {brief.state === 'draft' && (
            <Text c="dimmed" maw="var(--nd-reading)">
              {brief.incoming ? t('draftHint', people) : t('draftHintNobody')}
            </Text>
          )}
          {brief.state === 'withdrawn' && <Text c="dimmed">{t('withdrawnHint')}</Text>}
        </Stack>
        <Notice text={accept.error ? errorText(accept.error).message : null} />
        <Stack gap="md" component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
          {brief.entries.map((entry) => (
            <li key={entry.reference}>
              <HandoffEntry
                brief={brief}
                entry={entry}
                isOnly={complete.length === 1}
                accepting={accept.isPending && (accept.variables.references?.includes(entry.reference) ?? true)}
                onAccept={() => accept.mutate({ id: brief.id, references: [entry.reference] })}
              />
            </li>
          ))}
        </Stack>
      </Stack>
    </Screen>
  )
}
