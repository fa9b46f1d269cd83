'use client'
import { Anchor, Divider, Title } from '@mantine/core'
import { Box, Group, Stack, Text } from '@/app/_ui/light'
import Link from 'next/link'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { ReactNode } from 'react'
import { RecordPanel } from '@/app/_ui/record-panel'
import { token } from '@/app/_ui/theme'
import css from '@/app/_ui/ui.module.css'
import { useServerNow } from '@/app/_ui/server-clock'
import { useTimes } from '@/app/_ui/use-times'
import { platforms, products, scenarios } from '@/server/vocabulary/field'
import type { TicketView } from '@/server/tickets/reading/schema'
import { Watchers } from './watchers'
import { WorkingOnIt } from './working-on-it'

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box component="section">
      <Title order={2} fz="xs" fw={400} c="dimmed" mb={6}>
        {title}
      </Title>
      {children}
    </Box>
  )
}

/** Column beside the thread: who works on the ticket, its facts, its watchers, and the record. */
export function TicketFacts({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('portal.facts')
  const field = useTranslations('field')
  const locale = useLocale()
  const times = useTimes()
  const now = useServerNow(60_000)
  const product = products.find((each) => each === ticket.product)
  const scenario = scenarios.find((each) => each === ticket.scenario)
  const known = platforms.filter((each) => ticket.platforms.includes(each))
  const facts: [string, string | null | undefined][] = [
    [t('project'), ticket.project?.name],
    [t('product'), product && field(`product.${product}`)],
    [t('scenario'), scenario ? field(`scenario.${scenario}`) : ticket.scenario],
    [t('sdkVersion'), ticket.sdkVersion],
    [t('platforms'), known.map((each) => field(`platform.${each}`)).join(', ')],
    [t('region'), ticket.region],
    [t('carrier'), ticket.carrier],
    [t('errorCodes'), ticket.errorCodes.join(', ')],
    [t('channelId'), ticket.channelId],
    [t('userIds'), ticket.userIds],
    [t('startedAt'), ticket.startedAt && times.near(ticket.startedAt, now)],
    [t('filer'), ticket.filer.name],
  ]
  const related = [...(ticket.followUpOf ? [ticket.followUpOf] : []), ...ticket.followUps]
  return (
    <Box
      component="aside"
      data-print="hide"
      aria-label={t('title')}
      w={{ base: '100%', md: 'var(--nd-context)' }}
      flex="none"
      p="lg"
      style={{ borderInlineStart: `1px solid ${token('line')}` }}
    >
      <Stack gap="lg">
        <Part title={t('workingOnIt')}>
          <WorkingOnIt ticket={ticket} />
        </Part>
        <Divider color={token('line')} />
        <Part title={t('given')}>
          <dl style={{ margin: 0 }}>
            {facts
              .filter(([, value]) => value)
              .map(([name, value]) => (
                <Group key={name} justify="space-between" wrap="nowrap" py={2} align="baseline">
                  <Text component="dt" c="dimmed" flex="none">
                    {name}
                  </Text>
                  <Text
                    component="dd"
                    m={0}
                    ta="right"
                    className={css.num}
                    miw={0}
                    style={{ overflowWrap: 'anywhere' }}
                  >
                    {value}
                  </Text>
                </Group>
              ))}
          </dl>
        </Part>
        {(ticket.articles.length > 0 || related.length > 0) && (
          <>
            <Divider color={token('line')} />
            <Part title={t('related')}>
              <Stack gap={4} align="flex-start">
                {ticket.articles.map((article) => (
                  <Anchor key={article.id} href={`/${locale}/kb/${article.slug}`} c="inherit" underline="always">
                    {article.title}
                  </Anchor>
                ))}
                {related.map((other) => (
                  <Anchor key={other} component={Link} href={`/tickets/${other}`} c="inherit" underline="always">
                    {t(other === ticket.followUpOf ? 'followUpOf' : 'followedUpBy', { reference: other })}
                  </Anchor>
                ))}
              </Stack>
            </Part>
          </>
        )}
        <Divider color={token('line')} />
        <Part title={t('watching')}>
          <Watchers ticket={ticket} />
        </Part>
        <Divider color={token('line')} />
        <Part title={t('record')}>
          <Text className={css.num} style={{ overflowWrap: 'anywhere' }}>
            {t('recordText', {
              count: ticket.ledger.seq,
              head: `${ticket.ledger.head.slice(0, 4)}…${ticket.ledger.head.slice(-4)}`,
            })}
          </Text>
          <RecordPanel ticket={ticket} />
        </Part>
        <Text fz="xs" c="dimmed">
          {t('zone', { zone: times.zoneName(ticket.now) })}
        </Text>
      </Stack>
    </Box>
  )
}
