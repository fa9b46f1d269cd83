'use client'
import { Anchor, Drawer, Paper, SegmentedControl, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { Table } from '@/app/_ui/light'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { ListPages } from '@/app/_ui/list-pages'
import { Screen } from '@/app/_ui/screen'
import { token } from '@/app/_ui/theme'
import { TimeText } from '@/app/_ui/time-text'
import css from '@/app/_ui/ui.module.css'
import { useAddress } from '@/app/_ui/use-address'
import { ClockAlarms } from './clock-alarms'
import { Counters } from './counters'
import { FailingItems } from './failing-items'

const states = ['all', 'pending', 'sent', 'failed', 'kept'] as const
type Shown = (typeof states)[number]

function MailDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const t = useTranslations('system')
  const trpc = useTRPC()
  const mail = useQuery({ ...trpc.system.mail.queryOptions({ id: id ?? '' }), enabled: id !== null })
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size="xl"
      title={mail.data?.subject ?? t('mail')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {mail.data && (
        <Stack gap="md">
          <Text c="dimmed">{t('to', { address: mail.data.toAddress })}</Text>
          {mail.data.lastError && <Text c={token('late')}>{mail.data.lastError}</Text>}
          {mail.data.html ? (
            // Sandboxed, so that no script of a mail runs. The mail's links are in the text below.
            <iframe
              title={t('mail')}
              sandbox=""
              srcDoc={mail.data.html}
              width="100%"
              height={420}
              style={{ border: `1px solid ${token('line')}` }}
            />
          ) : (
            <Text>{t(mail.data.state === 'sent' ? 'notKept' : 'notWritten')}</Text>
          )}
          {mail.data.text && (
            <div className={css.prose}>
              <pre tabIndex={0}>{mail.data.text}</pre>
            </div>
          )}
        </Stack>
      )}
    </Drawer>
  )
}

/** The state of all processes, waiting work, and all mails. */
export function SystemScreen() {
  const t = useTranslations('system')
  const trpc = useTRPC()
  const [params, change] = useAddress()
  const shown: Shown = states.find((one) => one === params.get('state')) ?? 'all'
  const [open, setOpen] = useState<string | null>(null)
  const health = useQuery({ ...trpc.system.health.queryOptions(), refetchInterval: 5_000 })
  const after = params.get('after')
  const mails = useQuery(trpc.system.mails.queryOptions({ state: shown === 'all' ? null : shown, after }))
  const rows = mails.data?.rows
  const data = health.data
  return (
    <Screen title={t('title')}>
      <Stack gap="lg">
        {data && (
          <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="md">
            <Paper p="md">
              <Text fz="xs" c="dimmed">
                {t('worker')}
              </Text>
              <Text fw={600} component="div">
                {data.workers[0] ? <TimeText at={data.workers[0].beatAt} style="relative" /> : t('never')}
              </Text>
            </Paper>
            {(['clocks', 'pages', 'deliveries'] as const).map((name) => (
              <Paper key={name} p="md">
                <Text fz="xs" c="dimmed">
                  {t(`overdue.${name}`)}
                </Text>
                <Text fw={600} className={css.num}>
                  {data.overdue.find((one) => one.name === name)?.count ?? 0}
                </Text>
              </Paper>
            ))}
          </SimpleGrid>
        )}
        <ClockAlarms />
        {data && data.failing.length > 0 && <FailingItems items={data.failing} more={data.moreFailing} />}
        {data && <Counters workers={data.workers} web={data.counters} />}
        <Paper p="md" component="section" aria-label={t('outbox')}>
          <Title order={2} mb="xs">
            {t('outbox')}
          </Title>
          <Text c="dimmed" mb="sm">
            {t('outboxHint')}
          </Text>
          <div style={{ overflowX: 'auto' }}>
            <SegmentedControl
              aria-label={t('state')}
              value={shown}
              onChange={(value) => change({ state: value === 'all' ? null : value, after: null })}
              data={states.map((value) => ({ value, label: t(`states.${value}`) }))}
            />
          </div>
          {rows?.length === 0 && (
            <Text c="dimmed" mt="sm">
              {t('noMails')}
            </Text>
          )}
          {rows && rows.length > 0 && (
            <div style={{ overflowX: 'auto' }} tabIndex={0} role="group" aria-label={t('outbox')}>
              <Table mt="sm">
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('written')}</Table.Th>
                    <Table.Th>{t('subject')}</Table.Th>
                    <Table.Th>{t('recipient')}</Table.Th>
                    <Table.Th>{t('state')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map((mail) => (
                    <Table.Tr key={mail.id} className={css.openRow}>
                      <Table.Td>
                        <TimeText at={mail.createdAt} />
                      </Table.Td>
                      <Table.Td>
                        <Anchor
                          component="button"
                          type="button"
                          ta="left"
                          className={css.stretched}
                          onClick={() => setOpen(mail.id)}
                        >
                          {mail.subject ?? mail.template}
                        </Anchor>
                      </Table.Td>
                      <Table.Td>{mail.toAddress}</Table.Td>
                      <Table.Td>{t(`states.${mail.state}`)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </div>
          )}
          <ListPages next={mails.data?.next ?? null} />
        </Paper>
      </Stack>
      <MailDrawer id={open} onClose={() => setOpen(null)} />
    </Screen>
  )
}
