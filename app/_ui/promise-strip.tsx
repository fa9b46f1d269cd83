'use client'
import { Anchor, Group, Paper, Text } from '@mantine/core'
import { IconArrowDownRight } from '@tabler/icons-react'
import { useTranslations } from 'next-intl'
import { type ClockView, type TicketView } from '@/server/tickets/schema'
import { ClockPill } from './clock-pill'
import { useServerNow } from './server-clock'
import { token } from './theme'
import css from './ui.module.css'
import { useTimes } from './use-times'
import { type Metric, metrics } from '@/server/accounts/schema'

/** The clock that speaks for a metric: the open one, else the last that was not cancelled. */
export function currentClock(clocks: ClockView[], metric: Metric): ClockView | null {
  const own = clocks.filter((clock) => clock.metric === metric && clock.outcome !== 'cancelled')
  return own.find((clock) => clock.state !== 'ended') ?? own.at(-1) ?? null
}

function PromiseCell({ clocks, metric }: { clocks: ClockView[]; metric: Metric }) {
  const t = useTranslations('common.clock')
  const field = useTranslations('field.metric')
  const times = useTimes()
  const now = useServerNow(60_000)
  const clock = currentClock(clocks, metric)
  const earlier = clocks.filter((each) => each.metric === metric && each !== clock && each.breachedAt).length
  const beside = clock?.endedAt
    ? times.near(clock.endedAt, now)
    : clock?.dueAt
      ? t('by', { when: times.near(clock.dueAt, now) })
      : ''
  return (
    <div className={css.cell}>
      <Group justify="space-between" gap={0} mb={5} style={{ columnGap: 6 }}>
        <Text fz="xs" c="dimmed">
          {field(metric)}
        </Text>
        <Text fz="xs" c="dimmed" className={css.num} flex="none">
          {beside}
        </Text>
      </Group>
      <Group gap="xs">
        <ClockPill clock={clock} metric={metric} />
        {earlier > 0 && (
          <Text fz="xs" c={token('late')}>
            {t('breaches', { count: earlier })}
          </Text>
        )}
      </Group>
    </div>
  )
}

function AnswerCell({
  name,
  given,
  promised,
}: {
  name: string
  given?: { seq: number; at: Date; summary: string } | null
  promised?: string | null
}) {
  const t = useTranslations('common.clock')
  const times = useTimes()
  const now = useServerNow(60_000)
  return (
    <div className={css.cell}>
      <Group gap={0} justify="space-between" style={{ columnGap: 6 }}>
        <Text fz="xs" c="dimmed">
          {name}
        </Text>
        {given && (
          <Text fz="xs" c="dimmed" className={css.num} flex="none">
            {t('given', { when: times.near(given.at, now) })}
          </Text>
        )}
      </Group>
      {given ? (
        <Group gap={4} wrap="nowrap" mt={2}>
          <Anchor href={`#reply-${given.seq}`} c="inherit" fw={550} truncate>
            {given.summary}
          </Anchor>
          <IconArrowDownRight size={13} style={{ flex: 'none' }} aria-hidden />
        </Group>
      ) : (
        <Text mt={2} fw={promised ? 550 : 400} c={promised ? undefined : 'dimmed'} className={css.num} lineClamp={2}>
          {promised ?? t('notYet')}
        </Text>
      )}
    </div>
  )
}

/** The head of every ticket, the same for customer and engineer: five clocks in order, then the four answers. */
export function PromiseStrip({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('common.clock')
  const field = useTranslations('field')
  const times = useTimes()
  const now = useServerNow(60_000)
  const { answers, clocks } = ticket
  const by = (at: Date | null | undefined) => (at ? t('by', { when: times.near(at, now) }) : null)
  const promisedBy = (metric: Metric) => {
    const clock = currentClock(clocks, metric)
    return clock?.state === 'running' ? by(clock.dueAt) : null
  }
  return (
    <Paper component="section" aria-label={t('promises')} className={css.promises}>
      <div className={css.strip}>
        {metrics.map((metric) => (
          <PromiseCell key={metric} clocks={clocks} metric={metric} />
        ))}
      </div>
      <div className={css.answers} style={{ background: token('surface-rail') }}>
        <AnswerCell name={field('kind.workaround')} given={answers.workaround} promised={promisedBy('workaround')} />
        <AnswerCell
          name={field('kind.root_cause')}
          given={answers.rootCause}
          promised={answers.rootCauseUnknown && t('rootCauseUnknown', { reason: answers.rootCauseUnknown })}
        />
        <AnswerCell name={field('kind.fix')} given={answers.fix} promised={promisedBy('resolution')} />
        <AnswerCell
          name={t('nextUpdateBy')}
          promised={answers.nextUpdateBy ? times.near(answers.nextUpdateBy, now) : null}
        />
      </div>
    </Paper>
  )
}
