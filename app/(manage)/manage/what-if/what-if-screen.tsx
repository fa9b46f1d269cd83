'use client'
import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { Screen } from '@/app/_ui/screen'
import { useErrorText } from '@/app/_ui/use-error-text'
import { ReplayForm } from './replay-form'
import { ReplayList } from './replay-list'
import { ReplaySection } from './replay-section'

/** Replays past tickets with another policy: start, progress, comparison, and the tickets behind each number. */
export function WhatIfScreen({ replayId, versionId }: { replayId: string | null; versionId: string | null }) {
  const t = useTranslations('whatif')
  const trpc = useTRPC()
  const errorText = useErrorText()
  const policies = useQuery(trpc.sla.policies.queryOptions())
  const replays = useQuery(trpc.whatIf.list.queryOptions())
  const failed = policies.error ?? replays.error
  return (
    <Screen title={t('title')} width="form">
      {failed && <EmptyState title={errorText(failed).message} hint={t('tryAgain')} />}
      <Stack gap="lg">
        {policies.data && <ReplayForm key={versionId ?? ''} policies={policies.data} versionId={versionId} />}
        {replayId && <ReplaySection key={replayId} id={replayId} />}
        {replays.data?.length === 0 && <EmptyState title={t('none')} hint={t('noneHint')} />}
        {replays.data && replays.data.length > 0 && <ReplayList replays={replays.data} shown={replayId} />}
      </Stack>
    </Screen>
  )
}
