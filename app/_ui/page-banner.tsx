'use client'
import { pagingRights } from '@/server/paging/rights.rules'
import { canHold } from '@/server/vocabulary/rights/rights'
import { Anchor, Button, Flex } from '@mantine/core'
import { Box, Text } from '@/app/_ui/light'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import type { DeskPage, DeskStatus } from '@/server/tickets/reading/schema'
import { useDeskStatus } from './desk-status'
import { newCalls } from './new-calls'
import { notifyDone, notifyFailed } from './notify'
import { useServerNow } from './server-clock'
import { SeverityGlyph } from './severity-glyph'
import { token } from './theme'
import { allowTone, isToneReady, soundPage, watchTone } from './tone'
import css from './ui.module.css'
import { useErrorText } from './use-error-text'
import { usePageWords } from './use-page-words'
import { useTimes } from './use-times'
import { useViewer } from './viewer-context'

/**
 * Plays a tone for a page of the reader that arrives while the tab is open, but not for pages that were already open.
 */
function useTone(status: DeskStatus | null): boolean {
  const before = useRef<DeskStatus | null>(null)
  const personId = useViewer()?.userId
  useEffect(allowTone, [])
  const audible = useSyncExternalStore(watchTone, isToneReady, () => true)
  useEffect(() => {
    if (!status) return
    if (before.current) for (const pageId of newCalls(before.current, status, personId)) soundPage(pageId)
    before.current = status
  }, [status, personId])
  return audible
}

function Banner({ page, others, audible }: { page: DeskPage; others: number; audible: boolean }) {
  const t = useTranslations('common.banner')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const viewer = useViewer()
  const times = useTimes()
  const now = useServerNow(1_000)
  const errorText = useErrorText()
  const words = usePageWords()
  const acknowledge = useMutation(
    trpc.paging.acknowledge.mutationOptions({
      onSuccess: () => notifyDone(t(page.drill ? 'drillDone' : 'acknowledged')),
      onError: (error) => notifyFailed(errorText(error).message),
      onSettled: () =>
        Promise.all([
          queries.invalidateQueries(trpc.desk.status.queryFilter()),
          queries.invalidateQueries(trpc.paging.pathFilter()),
          queries.invalidateQueries(trpc.tickets.pathFilter()),
        ]),
    }),
  )
  const about = [...words(page, now), ...(page.mine && !audible ? [t('silent')] : [])]
  return (
    <Flex
      align="center"
      justify="space-between"
      gap="sm"
      px={{ base: 'md', sm: 'lg' }}
      py={7}
      className={css.screenOnly}
      style={{
        background: token(page.mine ? 's1-soft' : 'surface-sunk'),
        borderBottom: `1px solid ${token(page.mine ? 's1-line' : 'line')}`,
      }}
    >
      <Box miw={0} flex={1}>
        <Flex gap="xs" align="center" miw={0}>
          {page.drill ? (
            <Text fw={600} truncate>
              {t('drill', { policy: page.reference })}
            </Text>
          ) : (
            <>
              <SeverityGlyph severity={page.severity} />
              <Anchor
                component={Link}
                href={`/desk/tickets/${page.reference}`}
                c="inherit"
                fw={page.mine ? 600 : 500}
                truncate
              >
                {page.reference} <bdi>{page.subject}</bdi>
              </Anchor>
              <Text c="dimmed" flex="none" className={css.num} visibleFrom="sm">
                {t('open', { length: times.length(now - page.openedAt.getTime()) })}
              </Text>
            </>
          )}
        </Flex>
        <Flex gap="xs" miw={0}>
          <Text fz="xs" truncate className={css.num} title={about.join(' · ')}>
            {about.join(' · ')}
          </Text>
          {others > 0 && (
            // The queue lists tickets with waiting pages first.
            <Anchor
              component={Link}
              href="/desk"
              c="inherit"
              underline="always"
              fz="xs"
              flex="none"
              className={css.num}
            >
              {t('more', { count: others })}
            </Anchor>
          )}
        </Flex>
      </Box>
      {(viewer === null || canHold(viewer, pagingRights.answerPage)) && (
        <Button
          color={page.mine ? 'red' : undefined}
          variant={page.mine ? 'filled' : 'default'}
          className={css.bannerButton}
          loading={acknowledge.isPending}
          onClick={() => acknowledge.mutate({ pageId: page.pageId })}
        >
          {t('acknowledge')}
        </Button>
      )}
    </Flex>
  )
}

/**
 * Shows unacknowledged pages on every staff screen. It is prominent for the people who were called and subdued for
 * everybody else; while the status is unknown it says so.
 */
export function PageBanner() {
  const t = useTranslations('common.banner')
  const times = useTimes()
  const now = useServerNow(60_000)
  const { status, unknown } = useDeskStatus()
  const audible = useTone(status)
  const [page] = status?.pages ?? []
  return (
    <div role="status">
      {unknown && (
        <Text
          px={{ base: 'md', sm: 'lg' }}
          py={7}
          fw={600}
          c={token('late')}
          className={`${css.num} ${css.screenOnly}`}
          style={{ background: token('s1-soft'), borderBottom: `1px solid ${token('s1-line')}` }}
        >
          {status ? t('unknownSince', { when: times.near(status.at, now) }) : t('unknown')}
        </Text>
      )}
      {page && <Banner page={page} others={(status?.waiting.total ?? 1) - 1} audible={audible} />}
    </div>
  )
}
