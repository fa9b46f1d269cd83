'use client'
import { Button, Drawer, Loader, Timeline } from '@mantine/core'
import { Stack, Text } from '@/app/_ui/light'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { token } from '@/app/_ui/theme'
import { TimeText } from '@/app/_ui/time-text'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useTimes } from '@/app/_ui/use-times'
import { pageLogLines, type PageLogLine, type PageLogView } from './page-log-lines'
import { messageOf } from '@/app/_i18n/message-of'

/** Returns the text of a line; an unknown kind of event is shown by its stored name. */
function useLineWords(people: PageLogView['people']) {
  const t = useTranslations('desk.pageLog')
  const kinds = useTranslations('oncall.me.kind')
  const times = useTimes()
  const name = (id: unknown) => (typeof id === 'string' && people[id]) || t('somebody')
  const names = (ids: unknown) => (Array.isArray(ids) ? ids : []).map(name).join(', ')
  const number = (value: unknown) => (typeof value === 'number' ? value : 0)
  const trigger = (kind: unknown) => messageOf(t, `trigger.${String(kind)}`) ?? ''

  const event = ({ kind, detail }: Extract<PageLogLine, { type: 'event' }>): string => {
    switch (kind) {
      case 'opened':
      case 'joined':
        return t(kind, { trigger: trigger(detail.kind) })
      case 'reopened':
        return detail.cause === 'acknowledgement_expired'
          ? t('expired')
          : t('reopened', { trigger: trigger(detail.cause) })
      case 'notify': {
        const words = t('step', { step: number(detail.stepIndex) + 1, names: names(detail.engineerIds) })
        const late = number(detail.lateMs)
        return late > 0 ? t('late', { words, length: times.length(late) }) : words
      }
      case 'step_skipped':
        return t('skipped', { step: number(detail.stepIndex) + 1 })
      case 'coverage_gap':
        if (detail.reason === 'no_policy') return t('noPolicy')
        return detail.reason === 'no_verified_method' ? t('unverified', { name: name(detail.engineerId) }) : t('nobody')
      case 'persist':
        return t('persist', { names: names(detail.engineerIds) })
      case 'acknowledged':
        return t('acknowledged', {
          name: name(detail.engineerId),
          via: messageOf(t, `via.${String(detail.via)}`) ?? '',
        })
      case 'snoozed':
        return t('snoozed', {
          name: name(detail.engineerId),
          until: typeof detail.until === 'string' ? times.time(new Date(detail.until)) : '',
        })
      case 'reassigned':
        return t('reassigned', { name: name(detail.engineerId), to: name(detail.toId) })
      case 'handed_over':
        return t('handedOver', { name: name(detail.engineerId), from: name(detail.fromId) })
      case 'responders_asked':
        return t('asked', { name: name(detail.engineerId), names: names(detail.engineerIds) })
      case 'responder_joined':
        return t('responderJoined', { name: name(detail.engineerId) })
      case 'unanswered':
        return t('unanswered')
      case 'closed':
        return t('closed', {
          reason: messageOf(t, `reason.${String(detail.reason)}`) ?? '',
        })
      default:
        return kind
    }
  }
  return (line: PageLogLine): { words: string; more: string } => {
    if (line.type === 'event') return { words: event(line), more: '' }
    const words = { method: kinds(line.method), name: name(line.engineerId) }
    if (line.type === 'planned') return { words: t('planned', words), more: '' }
    const more = [
      line.repeated ? t('repeated') : '',
      line.bundleSize > 1 ? t('bundle', { count: line.bundleSize }) : '',
      line.answer,
    ]
    return { words: t(`try.${line.outcome}`, words), more: more.filter(Boolean).join(' · ') }
  }
}

const linesPerStep = 200

function Lines({ page }: { page: PageLogView }) {
  const words = useLineWords(page.people)
  const t = useTranslations('desk.pageLog')
  const lines = pageLogLines(page)
  // A page that stays unacknowledged for days has thousands of lines: show the newest, the others on request.
  const [count, setCount] = useState(linesPerStep)
  const earlier = Math.max(0, lines.length - count)
  return (
    <>
      {earlier > 0 && (
        <Button variant="default" onClick={() => setCount(count + linesPerStep)}>
          {t('earlier', { count: earlier })}
        </Button>
      )}
      <Timeline bulletSize={12} lineWidth={1} color="gray">
        {lines.slice(earlier).map((line) => {
          const { words: said, more } = words(line)
          const bad = line.type === 'try' && (line.outcome === 'failed' || line.outcome === 'refused')
          return (
            <Timeline.Item key={line.key}>
              <Text c={line.type === 'planned' ? 'dimmed' : bad ? token('late') : undefined}>{said}</Text>
              <Text fz="xs" c="dimmed" component="div" style={{ overflowWrap: 'anywhere' }}>
                <TimeText at={line.at} style="date" /> <TimeText at={line.at} style="timeWithSeconds" />
                {more && ` · ${more}`}
              </Text>
            </Timeline.Item>
          )
        })}
      </Timeline>
    </>
  )
}

/** The complete log of a page: its trigger, each step, each attempt with its answer, and planned steps. */
export function PageLog({ pageId, opened, onClose }: { pageId: string; opened: boolean; onClose: () => void }) {
  const t = useTranslations('desk.pageLog')
  const dialog = useTranslations('common.dialog')
  const trpc = useTRPC()
  const errorText = useErrorText()
  const query = useQuery(trpc.paging.page.queryOptions({ pageId }, { enabled: opened }))
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      title={t('title')}
      closeButtonProps={{ 'aria-label': dialog('close') }}
    >
      <Stack gap="md">
        {query.isPending && <Loader role="status" aria-label={t('loading')} />}
        {query.isError && (
          <Text role="alert" c={token('late')}>
            {errorText(query.error).message}
          </Text>
        )}
        {query.data && <Lines page={query.data} />}
      </Stack>
    </Drawer>
  )
}
