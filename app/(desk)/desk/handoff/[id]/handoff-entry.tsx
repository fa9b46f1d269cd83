'use client'
import { Anchor, Button, Checkbox, Group, Paper, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { ClockPill } from '@/app/_ui/clock-pill'
import { notifyDone, notifyFailed } from '@/app/_ui/notify'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { token } from '@/app/_ui/theme'
import { TimeText } from '@/app/_ui/time-text'
import css from '@/app/_ui/ui.module.css'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useViewer } from '@/app/_ui/viewer-context'
import type { HandoffBriefView, HandoffEntryView } from '@/server/handoff/schema'
import { HandoffForm } from './handoff-form'
import { HandoffWords } from './handoff-words'
import { isUrgent } from '@/server/vocabulary/severity'

/** The outcome of one ticket of a brief; null while it is undecided. */
function Outcome({ entry }: { entry: HandoffEntryView }) {
  const t = useTranslations('handoff.entryState')
  if (entry.state === 'open' && entry.outstanding) return null
  return (
    <Text fz="xs" c="dimmed" component="div">
      {entry.state === 'open' ? t('over') : t(entry.state, { name: entry.decidedBy?.name ?? '' })}
      {entry.state !== 'open' && entry.decidedAt && (
        <>
          {' · '}
          <TimeText at={entry.decidedAt} />
        </>
      )}
    </Text>
  )
}

/** One ticket of a brief: what is due, the text about it, and the actions that the reader has. */
export function HandoffEntry({
  brief,
  entry,
  isOnly,
  accepting,
  onAccept,
}: {
  brief: HandoffBriefView
  entry: HandoffEntryView
  /** It is the only ticket of the brief, and the button above accepts it. */
  isOnly: boolean
  accepting: boolean
  onAccept: () => void
}) {
  const t = useTranslations('handoff')
  const viewer = useViewer()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const [writes, setWrites] = useState(false)
  const own = viewer?.userId === brief.outgoing.id
  const editable = brief.may.edit && (entry.state === 'kept' || entry.outstanding)
  const briefKey = trpc.handoffs.get.queryKey({ id: brief.id })
  const keep = useMutation(
    trpc.handoffs.keep.mutationOptions({
      // Optimistic update; a refusal reverts it.
      onMutate: ({ keep: kept }) =>
        queries.setQueryData(briefKey, (old) =>
          old
            ? {
                ...old,
                entries: old.entries.map((one) =>
                  one.reference === entry.reference
                    ? {
                        ...one,
                        state: kept ? ('kept' as const) : ('open' as const),
                        outstanding: !kept,
                        decidedBy: null,
                      }
                    : one,
                ),
              }
            : old,
        ),
      onError: (error) => notifyFailed(errorText(error).message),
      onSettled: () => queries.invalidateQueries(trpc.handoffs.pathFilter()),
    }),
  )
  const takeOver = useMutation(
    trpc.tickets.assign.mutationOptions({
      onSuccess: () => notifyDone(t('takenOver', { reference: entry.reference })),
      onError: (error) => notifyFailed(errorText(error).message),
      onSettled: () => queries.invalidateQueries(),
    }),
  )
  const mayTake = brief.may.accept && entry.outstanding
  const lacks = entry.missing.length > 0
  const mayKeep = editable && own && !isUrgent(entry.severity)
  const mayWrite = editable && !own
  const hasButton = mayTake && (lacks || !isOnly)
  return (
    <Paper
      component="article"
      aria-label={`${entry.reference} ${entry.subject}`}
      p="md"
      withBorder
      style={entry.outstanding && lacks ? { borderColor: token('late-line') } : undefined}
    >
      <Stack gap="md">
        <Group justify="space-between" gap="sm" align="flex-start">
          <Stack gap={4} miw={0} flex={{ base: '1 0 100%', sm: '1' }}>
            <Group gap="sm" wrap="nowrap" align="baseline">
              <SeverityGlyph severity={entry.severity} />
              <Anchor
                component={Link}
                href={`/desk/tickets/${entry.reference}`}
                c="inherit"
                fw={600}
                style={{ overflowWrap: 'anywhere' }}
              >
                <Text span inherit c="dimmed" fw={450} className={css.num}>
                  {entry.reference}
                </Text>{' '}
                <bdi>{entry.subject}</bdi>
              </Anchor>
            </Group>
            <Group gap="sm">
              <Text fz="xs" c="dimmed">
                {entry.organisation}
              </Text>
              <Outcome entry={entry} />
            </Group>
          </Stack>
          <ClockPill clock={entry.clock} withMetric />
        </Group>
        {editable && (own || writes) ? (
          <HandoffForm briefId={brief.id} entry={entry} />
        ) : (
          <HandoffWords words={entry} required={isUrgent(entry.severity)} />
        )}
        {mayTake && lacks && (
          <Text fz="xs" c={token('late')}>
            {t('lacksWords', { name: brief.outgoing.name })}
          </Text>
        )}
        {(hasButton || mayKeep || mayWrite) && (
          <Group justify="space-between" gap="sm">
            {mayKeep ? (
              <Checkbox
                label={t('keep')}
                checked={entry.state === 'kept'}
                onChange={(event) =>
                  keep.mutate({ id: brief.id, reference: entry.reference, keep: event.currentTarget.checked })
                }
              />
            ) : (
              <span />
            )}
            <Group gap="sm">
              {mayWrite && (
                <Button variant="subtle" color="gray" onClick={() => setWrites(!writes)}>
                  {writes ? t('stopEditing') : t('edit', { name: brief.outgoing.name })}
                </Button>
              )}
              {hasButton &&
                (lacks ? (
                  <Button
                    variant="default"
                    loading={takeOver.isPending}
                    onClick={() => viewer && takeOver.mutate({ reference: entry.reference, assigneeId: viewer.userId })}
                  >
                    {t('takeOver')}
                  </Button>
                ) : (
                  <Button
                    variant="default"
                    loading={accepting}
                    aria-label={t('acceptNamed', { reference: entry.reference })}
                    onClick={onAccept}
                  >
                    {t('accept')}
                  </Button>
                ))}
            </Group>
          </Group>
        )}
      </Stack>
    </Paper>
  )
}
