'use client'
import { Anchor, Button, Group, Paper, Table, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { BreachReasonDialog } from '@/app/_ui/breach-reason-dialog'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { TimeText } from '@/app/_ui/time-text'
import { useErrorText } from '@/app/_ui/use-error-text'
import type { WaitingBreachRow } from '@/server/tickets/breach-schema'

/** Missed promises that nobody has explained yet, oldest first, whatever the period. */
export function WaitingBreaches() {
  const t = useTranslations('breach')
  const field = useTranslations('field.metric')
  const trpc = useTRPC()
  const errorText = useErrorText()
  const waiting = useQuery(trpc.breaches.waiting.queryOptions())
  const [asked, setAsked] = useState<WaitingBreachRow | null>(null)
  const [asking, setAsking] = useState(false)
  return (
    <Paper component="section" aria-label={t('waiting')} p="md" style={{ overflowX: 'auto' }} tabIndex={0}>
      <Group gap="sm" mb="sm">
        <Title order={2}>{t('waiting')}</Title>
        {waiting.data && waiting.data.length > 0 && (
          <Text c="dimmed">{t('waitingCount', { count: waiting.data.length })}</Text>
        )}
      </Group>
      {waiting.isError && <Text>{errorText(waiting.error).message}</Text>}
      {waiting.data?.length === 0 && <Text c="dimmed">{t('waitingNone')}</Text>}
      {waiting.data && waiting.data.length > 0 && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              {(['ticket', 'metric', 'dueAt', 'owner', 'action'] as const).map((name) => (
                <Table.Th key={name}>{t(name)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {waiting.data.map((breach) => (
              <Table.Tr key={breach.clockId}>
                <Table.Td>
                  <Group gap="sm" wrap="nowrap">
                    <SeverityGlyph severity={breach.severity} />
                    <Anchor component={Link} href={`/desk/tickets/${breach.reference}`} c="inherit" lineClamp={2}>
                      {breach.reference} {breach.subject}
                    </Anchor>
                  </Group>
                </Table.Td>
                <Table.Td>{field(breach.metric)}</Table.Td>
                <Table.Td>
                  <TimeText at={breach.breachedAt} style="dateTime" />
                </Table.Td>
                <Table.Td>{breach.owner ?? t('nobody')}</Table.Td>
                <Table.Td>
                  <Button
                    variant="default"
                    onClick={() => {
                      setAsked(breach)
                      setAsking(true)
                    }}
                  >
                    {t('explain')}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {asked && (
        <BreachReasonDialog
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
