'use client'
import { Anchor, Box, Button, Flex, Group, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone, notifyFailed } from './notify'
import { useServerNow } from './server-clock'
import { SeverityGlyph } from './severity-glyph'
import { token } from './theme'
import { allowTone, isToneReady, soundPage, watchTone } from './tone'
import { useErrorText } from './use-error-text'
import { useTimes } from './use-times'

/** Pages that nobody has acknowledged, on every staff screen until somebody does; a new one also sounds. */
export function PageBanner() {
  const t = useTranslations('common.banner')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const times = useTimes()
  const now = useServerNow(1_000)
  const errorText = useErrorText()
  const waiting = useQuery(trpc.paging.waiting.queryOptions())
  const pages = waiting.data
  const acknowledge = useMutation(
    trpc.paging.acknowledge.mutationOptions({
      onSuccess: (_, { pageId }) =>
        notifyDone(t(pages?.find((one) => one.pageId === pageId)?.drill ? 'drillDone' : 'acknowledged')),
      onError: (error) => notifyFailed(errorText(error).message),
      onSettled: () => queries.invalidateQueries(trpc.paging.pathFilter()),
    }),
  )
  const heard = useRef<Set<string> | null>(null)

  useEffect(allowTone, [])
  const audible = useSyncExternalStore(watchTone, isToneReady, () => true)
  useEffect(() => {
    if (!pages) return
    // What was already open when the tab was opened is shown; only what arrives after sounds.
    if (heard.current) for (const page of pages) if (!heard.current.has(page.pageId)) soundPage(page.pageId)
    heard.current = new Set(pages.map((page) => page.pageId))
  }, [pages])

  const page = pages?.[0]
  return (
    <div role="status">
      {page && (
        <Flex
          direction={{ base: 'column', sm: 'row' }}
          align={{ base: 'stretch', sm: 'center' }}
          justify="space-between"
          gap="sm"
          px={{ base: 'md', sm: 'lg' }}
          py={7}
          style={{ background: token('s1-soft'), borderBottom: `1px solid ${token('s1-line')}` }}
        >
          <Box miw={0}>
            <Group gap="xs">
              {page.drill ? (
                <Text fw={600}>{t('drill', { policy: page.reference })}</Text>
              ) : (
                <>
                  <SeverityGlyph severity={page.severity} />
                  <Anchor component={Link} href={`/desk/tickets/${page.reference}`} c="inherit" fw={600}>
                    {page.reference} {page.subject}
                  </Anchor>
                </>
              )}
              <Text>{t('open', { length: times.length(now - page.openedAt.getTime()) })}</Text>
              {(pages?.length ?? 0) > 1 && <Text c="dimmed">{t('more', { count: (pages?.length ?? 1) - 1 })}</Text>}
              {!audible && <Text c="dimmed">{t('silent')}</Text>}
            </Group>
          </Box>
          <Button
            color="red"
            size="sm"
            style={{ flexShrink: 0 }}
            loading={acknowledge.isPending}
            onClick={() => acknowledge.mutate({ pageId: page.pageId })}
          >
            {t('acknowledge')}
          </Button>
        </Flex>
      )}
    </div>
  )
}
