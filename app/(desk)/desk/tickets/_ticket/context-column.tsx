'use client'
import { Anchor, Title } from '@mantine/core'
import { Box, Group, Text } from '@/app/_ui/light'
import Link from 'next/link'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { ReactNode } from 'react'
import { RecordPanel } from '@/app/_ui/record-panel'
import { TimeText } from '@/app/_ui/time-text'
import { token } from '@/app/_ui/theme'
import css from '@/app/_ui/ui.module.css'
import type { TicketView } from '@/server/tickets/reading/schema'
import { ArticleLinks } from './article-links'
import { AssigneeField } from './assignee-field'
import { MuteField } from './mute-field'
import { PageSection } from './page-section'
import { SnoozeField } from './snooze-field'
import { TagsField } from './tags-field'
import { TeamField } from './team-field'
import { messageOf } from '@/app/_i18n/message-of'

function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <Box component="section" aria-label={title} px="lg" py="md" style={{ borderBottom: `1px solid ${token('line')}` }}>
      <Group justify="space-between" mb={6} wrap="nowrap">
        <Title order={2}>{title}</Title>
        {aside && (
          <Text fz="xs" c="dimmed" component="div">
            {aside}
          </Text>
        )}
      </Group>
      {children}
    </Box>
  )
}

function Fact({ name, value }: { name: string; value: ReactNode }) {
  if (!value) return null
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm" py={1} align="baseline">
      <Text c="dimmed" flex="none">
        {name}
      </Text>
      <Text className={css.num} ta="right" style={{ overflowWrap: 'anywhere' }} component="div">
        {value}
      </Text>
    </Group>
  )
}

/** The ticket's context: who was paged, the project's environment, similar tickets, articles. */
export function ContextColumn({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('desk.context')
  const field = useTranslations('field')
  const locale = useLocale()
  return (
    <Box
      component="aside"
      data-print="hide"
      aria-label={t('title')}
      w={{ base: '100%', md: 'var(--nd-context)' }}
      flex="none"
      style={{ borderLeft: `1px solid ${token('line')}`, overflowY: 'auto' }}
      tabIndex={0}
    >
      <PageSection ticket={ticket} Section={Section} />
      <Section title={t('assignee')}>
        <AssigneeField ticket={ticket} />
        <TeamField ticket={ticket} />
        <TagsField ticket={ticket} />
        <SnoozeField ticket={ticket} />
        <MuteField reference={ticket.reference} />
      </Section>
      <Section title={ticket.project?.name ?? ticket.organisation.name} aside={ticket.organisation.plan}>
        <Fact name={t('organisation')} value={ticket.organisation.name} />
        <Fact name={t('filer')} value={ticket.filer.name} />
        <Fact name={t('filedAt')} value={<TimeText at={ticket.createdAt} />} />
        <Fact name={t('startedAt')} value={ticket.startedAt && <TimeText at={ticket.startedAt} />} />
        <Fact name={t('appId')} value={ticket.project?.appId} />
        <Fact name={t('product')} value={ticket.product && messageOf(field, `product.${ticket.product}`)} />
        <Fact name={t('scenario')} value={messageOf(field, `scenario.${ticket.scenario}`)} />
        <Fact
          name={t('sdk')}
          value={[ticket.sdkVersion, ...ticket.platforms.map((platform) => messageOf(field, `platform.${platform}`))]
            .filter(Boolean)
            .join(' · ')}
        />
        <Fact name={t('region')} value={[ticket.region, ticket.carrier].filter(Boolean).join(' · ')} />
        <Fact name={t('errorCodes')} value={ticket.errorCodes.join(', ')} />
        <Fact name={t('channel')} value={ticket.channelId} />
        <Fact name={t('userIds')} value={ticket.userIds} />
        <Fact name={t('watchers')} value={ticket.watchers.map((watcher) => watcher.name).join(', ')} />
        {ticket.followUpOf && (
          <Fact
            name={t('followUpOf')}
            value={
              <Anchor component={Link} href={`/desk/tickets/${ticket.followUpOf}`}>
                {ticket.followUpOf}
              </Anchor>
            }
          />
        )}
      </Section>
      <Section
        title={t('articles')}
        aside={
          <Anchor href={`/${locale}/kb/scenarios/${ticket.scenario}`} fz="xs">
            {t('scenarioPage')}
          </Anchor>
        }
      >
        <ArticleLinks ticket={ticket} />
      </Section>
      <Section title={t('similar')}>
        {ticket.similar.length === 0 && <Text c="dimmed">{t('noSimilar')}</Text>}
        {ticket.similar.map((other) => (
          <Box key={other.reference} py={3}>
            <Anchor component={Link} href={`/desk/tickets/${other.reference}`} c="inherit" display="block">
              {other.reference} <bdi>{other.subject}</bdi>
            </Anchor>
            <Text fz="xs" c="dimmed" component="div">
              {field(`status.${other.status}`)}
              {other.resolvedAt && (
                <>
                  {' · '}
                  <TimeText at={other.resolvedAt} style="date" />
                </>
              )}
            </Text>
          </Box>
        ))}
      </Section>
      <Section title={t('ledger')}>
        <Text fz="xs" c="dimmed" className={css.num} style={{ overflowWrap: 'anywhere' }}>
          {t('head', { seq: ticket.ledger.seq, head: ticket.ledger.head })}
        </Text>
        <RecordPanel ticket={ticket} />
      </Section>
    </Box>
  )
}
