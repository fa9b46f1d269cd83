'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useCallback } from 'react'
import type { TimelineItem } from '@/server/tickets/reading/schema'
import { useServerNow } from './server-clock'
import { useTimes } from './use-times'
import { severityRank } from '@/server/vocabulary/severity'

/** Returns the text of an event, warning or breach, to follow the actor's name; null for events with their own text. */
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
      switch (item.type) {
        case 'status_changed':
          return t('status', { status: field(`status.${item.facts.to}`) })
        case 'severity_changed': {
          const { from, to, cause } = item.facts
          if (cause) {
            const words = { metric: field(`metric.${cause.metric}`), percent: cause.percent }
            return t('raisedByPolicy', {
              from,
              to,
              cause: t(cause.kind === 'breach' ? 'causeBreach' : 'causeWarning', words),
            })
          }
          return t(severityRank[to] < severityRank[from] ? 'raised' : 'lowered', { from, to })
        }
        case 'update_promised':
          return t('promised', { when: times.near(new Date(item.facts.promisedAt), now) })
        case 'resolved':
          return t(item.facts.rootCauseUnknown ? 'resolvedUnknown' : 'resolved')
        case 'words_erased':
          return t('words_erased', { seq: item.facts.erasedSeq })
        case 'handed_over':
          return t('handed_over', { name: item.facts.from })
        case 'assigned': {
          const { assigneeId, name, takenFrom, leftStaff } = item.facts
          if (takenFrom !== undefined) return t('taken', { name: takenFrom })
          if (item.actor.id !== null && assigneeId === item.actor.id) return t('taken_over')
          if (leftStaff !== undefined) return t('leftStaff', { name: leftStaff })
          return name ? t('assigned', { name }) : t('unassigned')
        }
        case 'routed': {
          const { rule, team, policy, tags } = item.facts
          const got = [
            team === null ? t('routedTeamless') : t('routedTeam', { name: team }),
            ...(policy === null ? [] : [t('routedPolicy', { name: policy })]),
            ...(tags.length === 0 ? [] : [t('routedTags', { names: tags.join(t('comma')), count: tags.length })]),
          ].join(t('comma'))
          return rule === null ? t('routedByDefault', { got }) : t('routed', { rule, got })
        }
        case 'team_changed':
          return item.facts.name === null ? t('teamless') : t('teamChanged', { name: item.facts.name })
        case 'tags_changed': {
          const { added, removed } = item.facts
          const names = (tags: readonly string[]) => tags.join(t('comma'))
          if (removed.length === 0) return t('tagged', { added: names(added), count: added.length })
          return added.length === 0
            ? t('untagged', { removed: names(removed), count: removed.length })
            : t('tagsChanged', { added: names(added), removed: names(removed) })
        }
        case 'snoozed':
          return item.facts.until === null
            ? t('snoozeEnded')
            : t('snoozed', { when: times.near(new Date(item.facts.until), now) })
        case 'merged':
          return t('merged', { into: item.facts.into })
        case 'merge_received':
          return t('merge_received', { from: item.facts.from })
        case 'rated':
          return t('rated', { rating: item.facts.rating })
        case 'reopened':
        case 'closed':
        case 'closed_by_customer':
        case 'answer_disputed':
        case 'dispute_upheld':
        case 'dispute_rejected':
        case 'severity_objected':
        case 'rating_followed_up':
          return t(item.type)
        // Its words stand at the message that it corrects.
        case 'corrected':
        case 'filed':
        case 'customer_reply':
        case 'staff_reply':
        case 'internal_note':
          return null
      }
    },
    [field, now, t, times],
  )
}
