'use client'
import { Anchor, Button, Paper, Title } from '@mantine/core'
import { Group, Table, Td, Text, Th, Tr } from '@/app/_ui/light'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { ListPages } from '@/app/_ui/list-pages'
import { notifyFailed } from '@/app/_ui/notify'
import { onDemand } from '@/app/_ui/on-demand'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { TimeText } from '@/app/_ui/time-text'
import css from '@/app/_ui/ui.module.css'
import { useAddress } from '@/app/_ui/use-address'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useOpenRow } from '@/app/_ui/use-open-row'
import type { WaitingBreachRow } from '@/server/tickets/breaches/schema'

const useDialog = onDemand(() => import('@/app/_ui/breach-reason-dialog').then((file) => file.BreachReasonDialog))

/** Missed targets without a recorded reason, oldest first, independent of the chosen period. */
export function WaitingBreaches() {
  const t = useTranslations('breach')
  const field = useTranslations('field.metric')
  const trpc = useTRPC()
  const [params] = useAddress()
  const openRow = useOpenRow()
  const errorText = useErrorText()
  const waiting = useQuery(trpc.breaches.waiting.queryOptions({ after: params.get('waiting') }))
  const rows = waiting.data?.rows
  const [asked, setAsked] = useState<WaitingBreachRow | null>(null)
  const errors = useTranslations('errors')
  const [asking, setAsking] = useState(false)
  const [Dialog, prepare] = useDialog()
  return (
    <Paper component="section" aria-label={t('waiting')} p="md" style={{ overflowX: 'auto' }} tabIndex={0}>
      <Group gap="sm" mb="sm">
        <Title order={2}>{t('waiting')}</Title>
        {waiting.data && waiting.data.total > 0 && (
          <Text c="dimmed">{t('waitingCount', { count: waiting.data.total })}</Text>
        )}
      </Group>
      {waiting.isError && <Text>{errorText(waiting.error).message}</Text>}
      {rows?.length === 0 && <Text c="dimmed">{t('waitingNone')}</Text>}
      {rows && rows.length > 0 && (
        <Table>
          <Table.Thead>
            <Tr>
              {(['ticket', 'metric', 'dueAt', 'owner', 'action'] as const).map((name) => (
                <Th key={name}>{t(name)}</Th>
              ))}
            </Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((breach) => (
              <Tr key={breach.clockId} className={css.openRow} onClick={openRow(`/desk/tickets/${breach.reference}`)}>
                <Td>
                  <Group gap="sm" wrap="nowrap">
                    <SeverityGlyph severity={breach.severity} />
                    <Anchor component={Link} href={`/desk/tickets/${breach.reference}`} c="inherit" lineClamp={2}>
                      {breach.reference} <bdi>{breach.subject}</bdi>
                    </Anchor>
                  </Group>
                </Td>
                <Td>{field(breach.metric)}</Td>
                <Td>
                  <TimeText at={breach.breachedAt} />
                </Td>
                <Td>{breach.owner ?? t('nobody')}</Td>
                <Td className={css.above}>
                  <Button
                    variant="default"
                    onPointerEnter={() => prepare()}
                    onFocus={() => prepare()}
                    onClick={() => {
                      prepare(() => notifyFailed(errors('connection')))
                      setAsked(breach)
                      setAsking(true)
                    }}
                  >
                    {t('explain')}
                  </Button>
                </Td>
              </Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <ListPages next={waiting.data?.next ?? null} name="waiting" />
      {asked && Dialog && (
        <Dialog
          opened={asking}
          reference={asked.reference}
          metric={asked.metric}
          clockId={asked.clockId}
          reasons={[]}
          onClose={() => setAsking(false)}
        />
      )}
    </Paper>
  )
}
