'use client'
import { Anchor, Button, Drawer, Group, Loader, Stack, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { useErrorText } from '@/app/_ui/use-error-text'
import type { NumberSelection } from './replay-numbers'

/** The tickets behind a number, newest first, in pages. */
export function ReplayTickets({
  id,
  selection,
  onClose,
}: {
  id: string
  selection: NumberSelection | null
  onClose: () => void
}) {
  const t = useTranslations('whatif')
  const field = useTranslations('field')
  const trpc = useTRPC()
  const errorText = useErrorText()
  const query = useInfiniteQuery({
    ...trpc.whatIf.tickets.infiniteQueryOptions(
      { id, number: selection?.number ?? 'gained', cell: selection?.cell ?? null },
      { getNextPageParam: (page) => page.nextCursor },
    ),
    enabled: selection !== null,
  })
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? []
  const cell = selection?.cell
  return (
    <Drawer
      opened={selection !== null}
      onClose={onClose}
      position="right"
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
      title={
        selection && (
          <Group gap="xs">
            <Text fw={600}>{t(`number.${selection.number}`)}</Text>
            {cell && (
              <>
                <SeverityGlyph severity={cell.severity} />
                <Text>{field(`metric.${cell.metric}`)}</Text>
              </>
            )}
          </Group>
        )
      }
    >
      <Stack gap="sm">
        {query.isPending && <Loader size="sm" role="status" aria-label={t('loading')} />}
        {query.isError && <EmptyState title={errorText(query.error).message} hint={t('tryAgain')} />}
        {rows.map((row) => (
          <div key={row.reference}>
            <Anchor component={Link} href={`/desk/tickets/${row.reference}`} c="inherit">
              {row.reference} <bdi>{row.subject}</bdi>
            </Anchor>
            <Text fz="xs" c="dimmed">
              {[
                row.organisation,
                ...(cell ? [] : row.parts.map((part) => `${part.severity} ${field(`metric.${part.metric}`)}`)),
              ].join(' · ')}
            </Text>
          </div>
        ))}
        {query.hasNextPage && (
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            {t('more')}
          </Button>
        )}
      </Stack>
    </Drawer>
  )
}
