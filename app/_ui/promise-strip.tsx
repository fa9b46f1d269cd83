'use client'
import { Anchor, Button, Paper } from '@mantine/core'
import { Group, Text } from '@/app/_ui/light'
import { IconArrowDownRight } from '@tabler/icons-react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type CSSProperties, useState } from 'react'
import type { ClockView } from '@/server/tickets/clocks/schema'
import type { TicketView } from '@/server/tickets/reading/schema'
import { type Metric } from '@/server/vocabulary/metric'
import { bringIntoView } from './bring-into-view'
import { ClockPill } from './clock-pill'
import { useServerNow } from './server-clock'
import {
  type AnswerCellName,
  type AnswerCellState,
  foldedMetrics,
  shownAnswers,
  shownMetrics,
  stripClock,
} from './strip-cells'
import { token } from './theme'
import css from './ui.module.css'
import { useTimes } from './use-times'

function PromiseCell({ clocks, metric, kept }: { clocks: ClockView[]; metric: Metric; kept: boolean }) {
  const t = useTranslations('common.clock')
  const field = useTranslations('field.metric')
  const times = useTimes()
  const now = useServerNow(60_000)
  const clock = stripClock(clocks, metric)
  const cancelled = clock?.outcome === 'cancelled'
  const earlier = clocks.filter((each) => each.metric === metric && each !== clock && each.breachedAt).length
  const due = clock?.breachedAt ?? clock?.dueAt
  const late = !clock?.endedAt && due !== null && due !== undefined && due.getTime() <= now
  const beside = clock?.endedAt
    ? times.near(clock.endedAt, now)
    : due
      ? t(late ? 'wasDue' : 'by', { when: times.near(due, now) })
      : ''
  return (
    <div className={css.cell} data-kept={kept}>
      <Group justify="space-between" gap={0} mb={5} style={{ columnGap: 6 }}>
        <Text fz="xs" c="dimmed">
          {field(metric)}
        </Text>
        <Text fz="xs" c={late ? token('late') : 'dimmed'} className={css.num}>
          {beside}
        </Text>
      </Group>
      <Group gap="xs">
        {cancelled ? (
          <span className={`${css.pill} ${css.none}`}>
            <span className={css.pillValue}>{t('cancelled')}</span>
          </span>
        ) : (
          <ClockPill clock={clock} metric={metric} />
        )}
        {earlier > 0 && (
          <Text fz="xs" c={token('late')}>
            {t('breaches', { count: earlier })}
          </Text>
        )}
      </Group>
    </div>
  )
}

function AnswerCell({ name, state }: { name: AnswerCellName; state: AnswerCellState }) {
  const t = useTranslations('common.clock')
  const field = useTranslations('field')
  const times = useTimes()
  const now = useServerNow(60_000)
  const label = {
    workaround: field('kind.workaround'),
    rootCause: field('kind.root_cause'),
    fix: field('kind.fix'),
    nextUpdate: t('nextUpdate'),
  }[name]
  const link = state.kind === 'given' || state.kind === 'coveredByFix' ? state : null
  const words = () => {
    switch (state.kind) {
      case 'promised':
        return t(state.late ? 'lateBy' : 'by', { when: times.near(state.dueAt, now) })
      case 'unknown':
        return t('rootCauseUnknown', { reason: state.reason })
      case 'over':
        return t('notGiven')
      default:
        return t('notYet')
    }
  }
  const late = state.kind === 'promised' && state.late
  const strong = state.kind === 'promised' || state.kind === 'unknown'
  return (
    <div className={css.cell}>
      <Group gap={0} justify="space-between" style={{ columnGap: 6 }}>
        <Text fz="xs" c="dimmed">
          {label}
        </Text>
        {link && (
          <Text fz="xs" c="dimmed" className={css.num}>
            {t('given', { when: times.near(link.at, now) })}
          </Text>
        )}
      </Group>
      {link ? (
        <Group gap={4} wrap="nowrap" mt={2}>
          <Anchor
            href={`#reply-${link.seq}`}
            c="inherit"
            fw={550}
            truncate
            dir="auto"
            onClick={(event) => {
              const reply = document.getElementById(`reply-${link.seq}`)
              if (!reply || event.ctrlKey || event.metaKey || event.shiftKey) return
              // After the browser's own scroll, which goes by estimated heights.
              requestAnimationFrame(() => bringIntoView(reply))
            }}
          >
            {link.kind === 'given' ? link.summary : t('coveredByFix')}
          </Anchor>
          <IconArrowDownRight size={13} style={{ flex: 'none' }} aria-hidden />
        </Group>
      ) : (
        <Text
          mt={2}
          fw={strong ? 550 : 400}
          c={late ? token('late') : strong ? undefined : 'dimmed'}
          className={css.num}
          lineClamp={2}
        >
          {words()}
        </Text>
      )}
    </div>
  )
}

const inColumns = (count: number) => ({ '--nd-cells': count }) as CSSProperties

/** The header of every ticket, the same for customer and engineer: its clocks, then its current answers. */
export function PromiseStrip({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('common.clock')
  const now = useServerNow(15_000)
  const shown = shownMetrics(ticket)
  const answers = shownAnswers(ticket, now)
  const [isOpen, setIsOpen] = useState(false)
  if (shown.length === 0 && answers.length === 0) return null
  const kept = foldedMetrics(ticket.clocks, shown)
  const rest = shown.length > 0 ? shown.length + answers.length - kept.length : 0
  return (
    <Paper
      component="section"
      aria-label={t('promises')}
      className={css.promises}
      data-folded={!isOpen && shown.length > 0}
    >
      {shown.length > 0 && (
        <div className={css.strip} style={inColumns(shown.length)}>
          {shown.map((metric) => (
            <PromiseCell key={metric} clocks={ticket.clocks} metric={metric} kept={kept.includes(metric)} />
          ))}
        </div>
      )}
      {answers.length > 0 && (
        <div className={css.answers} style={{ ...inColumns(answers.length), background: token('surface-rail') }}>
          {answers.map(({ name, state }) => (
            <AnswerCell key={name} name={name} state={state} />
          ))}
        </div>
      )}
      {rest > 0 && (
        <Button
          hiddenFrom="sm"
          data-print="hide"
          variant="subtle"
          color="gray"
          fullWidth
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? t('fold') : t('unfold', { count: rest })}
        </Button>
      )}
    </Paper>
  )
}
