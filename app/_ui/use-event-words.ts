'use client'
import { useTranslations } from 'next-intl'
import { useCallback } from 'react'
import { type TimelineItem } from '@/server/tickets/schema'
import { z } from 'zod'
import { useServerNow } from './server-clock'
import { useTimes } from './use-times'
import { severitySchema } from '@/server/vocabulary/severity'
import { metricSchema } from '@/server/vocabulary/metric'

/** Why the policy raised a severity by itself. */
const signalCause = z.object({ kind: z.enum(['warning', 'breach']), metric: metricSchema, percent: z.number() })
const statuses = ['new', 'open', 'waiting_on_customer', 'on_hold', 'resolved', 'closed'] as const

/** What an event, warning or breach says after its actor's name; null for those that have words of their own. */
export function useEventWords(): (item: TimelineItem) => string | null {
  const t = useTranslations('ticket.event')
  const field = useTranslations('field')
  const times = useTimes()
  const now = useServerNow(60_000)
  return useCallback(
    (item) => {
      if (item.kind !== 'event') {
        const metric = field(`metric.${item.metric}`)
        const percents = item.percents.join(', ')
        if (item.kind === 'warning') return t('warning', { metric, percents })
        return percents === '' ? t('breach', { metric }) : t('breachAfterWarnings', { metric, percents })
      }
      const { facts } = item
      switch (item.type) {
        case 'status_changed': {
          const to = statuses.find((status) => status === facts.to)
          return to ? t('status', { status: field(`status.${to}`) }) : null
        }
        case 'severity_changed': {
          const from = severitySchema.safeParse(facts.from)
          const to = severitySchema.safeParse(facts.to)
          if (!from.success || !to.success) return null
          const cause = signalCause.safeParse(facts.cause)
          if (cause.success) {
            const words = { metric: field(`metric.${cause.data.metric}`), percent: cause.data.percent }
            return t('raisedByPolicy', {
              from: from.data,
              to: to.data,
              cause: t(cause.data.kind === 'breach' ? 'causeBreach' : 'causeWarning', words),
            })
          }
          // S1 is the gravest: a smaller figure is a raise.
          return t(to.data < from.data ? 'raised' : 'lowered', { from: from.data, to: to.data })
        }
        case 'update_promised': {
          const at = new Date(String(facts.promisedAt))
          return Number.isNaN(at.getTime()) ? null : t('promised', { when: times.near(at, now) })
        }
        case 'resolved':
          return t(facts.rootCauseUnknown ? 'resolvedUnknown' : 'resolved')
        case 'words_erased':
          return t('words_erased', { seq: Number(facts.erasedSeq) })
        case 'handed_over':
          return t('handed_over', { name: String(facts.from ?? '') })
        case 'assigned':
          if (item.actor.id !== null && facts.assigneeId === item.actor.id && typeof facts.takenFrom !== 'string')
            return t('taken_over')
          if (typeof facts.takenFrom === 'string') return t('taken', { name: facts.takenFrom })
          if (typeof facts.leftStaff === 'string') return t('leftStaff', { name: facts.leftStaff })
          return typeof facts.name === 'string' && facts.name ? t('assigned', { name: facts.name }) : t('unassigned')
        case 'team_changed':
          return typeof facts.name === 'string' ? t('teamChanged', { name: facts.name }) : t('teamless')
        case 'merged':
          return t('merged', { into: String(facts.into ?? '') })
        case 'merge_received':
          return t('merge_received', { from: String(facts.from ?? '') })
        case 'reopened':
        case 'closed':
        case 'closed_by_customer':
        case 'answer_disputed':
        case 'dispute_upheld':
        case 'dispute_rejected':
        case 'severity_objected':
          return t(item.type)
        default:
          return null
      }
    },
    [field, now, t, times],
  )
}
