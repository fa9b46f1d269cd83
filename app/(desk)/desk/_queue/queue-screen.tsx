'use client'
import { Box, Button, Group, Loader, Select, Tabs, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedValue, useHotkeys } from '@mantine/hooks'
import { IconArrowUp, IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import css from '@/app/_ui/ui.module.css'
import { useErrorText } from '@/app/_ui/use-error-text'
import { products, severities, type Severity } from '@/server/accounts/schema'
import { type QueueFilter, queueSchema, type TicketRow } from '@/server/tickets/schema'
import { QueueHead, QueueRow } from './queue-row'
import { steadyRows } from './steady-rows'

const views = ['open', 'mine', 'unassigned', 'due_soon', 'resolved'] as const

/** The queue, what is due next first. It stays live without jumping: new rows wait behind a button. */
export function QueueScreen() {
  const t = useTranslations('desk.queue')
  const field = useTranslations('field')
  const trpc = useTRPC()
  const router = useRouter()
  const errorText = useErrorText()
  const [view, setView] = useState<QueueFilter['view']>('open')
  const [severity, setSeverity] = useState<Severity | null>(null)
  const [product, setProduct] = useState<string | null>(null)
  const [typed, setTyped] = useState('')
  const [text] = useDebouncedValue(typed, 200)
  const [selected, setSelected] = useState(0)
  const filter = queueSchema.parse({ view, severity, product, text })
  const query = useQuery({ ...trpc.tickets.queue.queryOptions(filter), placeholderData: keepPreviousData })
  const rows = query.data?.rows ?? []

  // Rows that arrive while somebody reads wait until they are asked for; what was shown is kept up to date in place.
  const filterKey = JSON.stringify(filter)
  const [shown, setShown] = useState<{ key: string; ids: string[] }>({ key: '', ids: [] })
  const { visible, waiting } = steadyRows<TicketRow>(
    rows,
    shown.key === filterKey && !query.isPlaceholderData ? shown.ids : null,
  )
  if (query.data && !query.isPlaceholderData && shown.key !== filterKey)
    setShown({ key: filterKey, ids: rows.map((row) => row.id) })
  const showNew = () => setShown({ key: filterKey, ids: rows.map((row) => row.id) })

  const at = Math.min(selected, Math.max(0, visible.length - 1))
  useHotkeys([
    ['j', () => setSelected(Math.min(at + 1, visible.length - 1))],
    ['k', () => setSelected(Math.max(at - 1, 0))],
    ['Enter', () => visible[at] && router.push(`/desk/tickets/${visible[at].reference}`)],
    ['.', showNew],
  ])

  const counts = query.data?.counts
  return (
    <Box>
      <Group justify="space-between" px={{ base: 'md', sm: 'lg' }} pt="md" pb="xs" gap="sm">
        <Group gap="md">
          <Title order={1}>{t('title')}</Title>
          {waiting > 0 && (
            <Button
              variant="default"
              size="compact-xs"
              leftSection={<IconArrowUp size={12} aria-hidden />}
              onClick={showNew}
            >
              {t('new', { count: waiting })}
            </Button>
          )}
          {query.isFetching && <Loader size={14} role="status" aria-label={t('loading')} />}
        </Group>
        <Group gap="sm">
          <TextInput
            size="xs"
            placeholder={t('search')}
            aria-label={t('search')}
            leftSection={<IconSearch size={14} aria-hidden />}
            value={typed}
            maxLength={100}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Select
            size="xs"
            clearable
            placeholder={t('anySeverity')}
            aria-label={t('anySeverity')}
            data={severities.map((value) => ({ value, label: value }))}
            value={severity}
            onChange={(value) => setSeverity(severities.find((one) => one === value) ?? null)}
            w={120}
          />
          <Select
            size="xs"
            clearable
            placeholder={t('anyProduct')}
            aria-label={t('anyProduct')}
            data={products.map((value) => ({ value, label: field(`product.${value}`) }))}
            value={product}
            onChange={setProduct}
            w={170}
          />
        </Group>
      </Group>
      <Tabs
        value={view}
        onChange={(value) => setView(views.find((one) => one === value) ?? 'open')}
        styles={{ list: { flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' } }}
      >
        <Tabs.List aria-label={t('views')}>
          {views.map((name) => (
            <Tabs.Tab key={name} value={name}>
              <Group gap={6} wrap="nowrap">
                <Text span>{t(`view.${name}`)}</Text>
                {counts && name !== 'resolved' && (
                  <Text span fz="xs" c="dimmed" className={css.num}>
                    {counts[name]}
                  </Text>
                )}
              </Group>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={view}>
          {query.isError && (
            <EmptyState
              title={errorText(query.error).message}
              hint={t('tryAgain')}
              action={<Button onClick={() => void query.refetch()}>{t('retry')}</Button>}
            />
          )}
          {query.data && visible.length === 0 && <EmptyState title={t(`empty.${view}`)} hint={t('emptyHint')} />}
          {visible.length > 0 && (
            <div className={css.queue} role="table" aria-label={t('table')}>
              <QueueHead />
              {visible.map((row, index) => (
                <QueueRow key={row.id} row={row} selected={index === at} />
              ))}
            </div>
          )}
          {query.data && query.data.total > rows.length && (
            <Text fz="xs" c="dimmed" px="lg" pt="sm">
              {t('more', { shown: rows.length, total: query.data.total })}
            </Text>
          )}
          <Text fz="xs" c="dimmed" px="lg" py="sm" visibleFrom="sm">
            {t('keys')}
          </Text>
        </Tabs.Panel>
      </Tabs>
    </Box>
  )
}
