'use client'
import { Button, Paper, Text, Title } from '@mantine/core'
import { Table } from '@/app/_ui/light'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { DueName } from '@/server/due/kinds'
import { useTRPC } from '@/app/_trpc/client'
import { TimeText } from '@/app/_ui/time-text'
import { notifyFailed } from '@/app/_ui/notify'
import { useErrorText } from '@/app/_ui/use-error-text'

interface FailingItem {
  kind: string
  itemId: string
  failures: number
  lastAt: Date
  parkedAt: Date | null
  lastError: string
}

/** Items whose handling failed because of an internal error, with a button to retry. */
export function FailingItems({ items, more }: { items: readonly FailingItem[]; more: number }) {
  const t = useTranslations('system.failing')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const resume = useMutation(
    trpc.system.resume.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.system.pathFilter()),
      onError: (error) => notifyFailed(errorText(error).message),
    }),
  )
  // Every kind of this release has a message, or it would not compile; a kind of another release may have none.
  const isKind = (kind: string): kind is DueName => t.has(`kinds.${kind as DueName}`)
  const nameOf = (kind: string) => (isKind(kind) ? t(`kinds.${kind}`) : kind)
  return (
    <Paper p="md" component="section" aria-label={t('title')}>
      <Title order={2} mb="xs">
        {t('title')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('hint')}
      </Text>
      <div style={{ overflowX: 'auto' }} tabIndex={0} role="group" aria-label={t('title')}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('kind')}</Table.Th>
              <Table.Th>{t('error')}</Table.Th>
              <Table.Th>{t('tries')}</Table.Th>
              <Table.Th>{t('last')}</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((item) => (
              <Table.Tr key={`${item.kind}:${item.itemId}`}>
                <Table.Td>
                  {nameOf(item.kind)}
                  <Text fz="xs" c="dimmed">
                    {item.itemId}
                  </Text>
                </Table.Td>
                <Table.Td>{item.lastError}</Table.Td>
                <Table.Td>{item.failures}</Table.Td>
                <Table.Td>
                  <TimeText at={item.lastAt} />
                  <Text fz="xs" c="dimmed">
                    {t(item.parkedAt ? 'parked' : 'retrying')}
                  </Text>
                </Table.Td>
                <Table.Td ta="right">
                  <Button
                    variant="default"
                    loading={resume.isPending && resume.variables.itemId === item.itemId}
                    onClick={() => resume.mutate({ kind: item.kind, itemId: item.itemId })}
                    aria-label={t('resumeOne', { kind: nameOf(item.kind), id: item.itemId })}
                  >
                    {t('resume')}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {more > 0 && (
        <Text c="dimmed" mt="sm">
          {t('more', { count: more })}
        </Text>
      )}
    </Paper>
  )
}
