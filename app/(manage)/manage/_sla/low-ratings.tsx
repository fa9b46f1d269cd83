'use client'
import { Anchor, Button } from '@mantine/core'
import { Box, Group, Text } from '@/app/_ui/light'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone, notifyFailed } from '@/app/_ui/notify'
import { onDemand } from '@/app/_ui/on-demand'
import { useServerNow } from '@/app/_ui/server-clock'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { token } from '@/app/_ui/theme'
import { useAddress } from '@/app/_ui/use-address'
import { useTimes } from '@/app/_ui/use-times'
import type { LowRatingRow } from '@/server/tickets/ratings/schema'
import { WaitingList } from './waiting-list'

const useDialog = onDemand(() => import('@/app/_ui/reason-dialog').then((file) => file.ReasonDialog))

function LowRating({ row, onFollowUp }: { row: LowRatingRow; onFollowUp: () => void }) {
  const t = useTranslations('manage.lowRatings')
  const times = useTimes()
  const now = useServerNow(60_000)
  return (
    <Box component="li" py="sm" style={{ borderTop: `1px solid ${token('line')}` }}>
      <Group gap="sm" wrap="nowrap" justify="space-between" align="flex-start">
        <Box miw={0}>
          <Group gap="sm" wrap="nowrap" miw={0}>
            <SeverityGlyph severity={row.severity} />
            <Anchor component={Link} href={`/desk/tickets/${row.reference}`} c="inherit" truncate>
              {row.reference} <bdi>{row.subject}</bdi>
            </Anchor>
            <Text c="dimmed" flex="none" visibleFrom="sm">
              {row.organisation}
            </Text>
          </Group>
          <Text fz="xs" c="dimmed">
            {t('rated', { name: row.ratedBy, rating: row.rating, when: times.near(row.ratedAt, now) })}
            {row.assignee && ` · ${t('assignee', { name: row.assignee })}`}
          </Text>
          <Text
            mt={4}
            dir="auto"
            lineClamp={4}
            c={row.comment ? undefined : 'dimmed'}
            style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}
          >
            {row.comment ?? t('erased')}
            {row.comment === '' && t('noWords')}
          </Text>
        </Box>
        <Button variant="default" size="xs" flex="none" onClick={onFollowUp}>
          {t('followUp')}
        </Button>
      </Group>
    </Box>
  )
}

/** Ratings of 1 and 2 that nobody has followed up, the oldest first, with the customers' words. */
export function LowRatings() {
  const t = useTranslations('manage.lowRatings')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [params] = useAddress()
  const errors = useTranslations('errors')
  const [chosen, setChosen] = useState<string | null>(null)
  const [ReasonDialog, prepare] = useDialog()
  const ratings = useQuery(trpc.ratings.low.queryOptions({ after: params.get('ratings') }))
  const followUp = useMutation(
    trpc.ratings.followUp.mutationOptions({
      onSuccess: () => {
        setChosen(null)
        notifyDone(t('done'))
      },
      onSettled: () =>
        Promise.all([
          queries.invalidateQueries(trpc.ratings.low.queryFilter()),
          queries.invalidateQueries(trpc.desk.status.queryFilter()),
        ]),
    }),
  )
  return (
    <>
      <WaitingList
        id="low-ratings"
        title={t('title')}
        hint={t('hint')}
        none={t('none')}
        page={ratings.data}
        pageName="ratings"
        error={ratings.error}
      >
        {(row) => (
          <LowRating
            key={row.id}
            row={row}
            onFollowUp={() => {
              prepare(() => notifyFailed(errors('connection')))
              setChosen(row.id)
            }}
          />
        )}
      </WaitingList>
      {ReasonDialog && (
        <ReasonDialog
          opened={chosen !== null}
          title={t('followUpTitle')}
          text={t('followUpText')}
          label={t('note')}
          action={t('save')}
          pending={followUp.isPending}
          error={followUp.error}
          onClose={() => {
            setChosen(null)
            followUp.reset()
          }}
          onSend={(note) => chosen && followUp.mutate({ id: chosen, note })}
        />
      )}
    </>
  )
}
