'use client'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useMemo } from 'react'
import type { DeskPage } from '@/server/tickets/reading/schema'
import { listFormat } from '@/server/vocabulary/list'
import { useTimes } from './use-times'
import { useViewer } from './viewer-context'

/** Returns the second line of a page's banner: when an answer is due, who was called, and who is called next. */
export function usePageWords(): (page: DeskPage, nowMs: number) => string[] {
  const t = useTranslations('common.banner')
  const locale = useLocale()
  const times = useTimes()
  const viewer = useViewer()
  return useMemo(() => {
    const list = listFormat(locale, { style: 'narrow', type: 'conjunction' })
    return (page, nowMs) => {
      const when = (at: Date) => times.near(at, nowMs)
      const due = page.answerDue
      const sent = page.called.filter((person) => person.sentAt !== null)
      const trying = page.called.filter((person) => person.sentAt === null)
      const latest = sent.at(-1)
      const { next } = page
      const nextIsReader = next?.people.some((person) => person.id === viewer?.userId) ?? false
      return [
        due && t(due.at.getTime() > nowMs ? 'answerDue' : 'answerWasDue', { when: when(due.at) }),
        latest?.sentAt && t('called', { name: latest.name, when: when(latest.sentAt) }),
        !latest && trying.length > 0 && t('calling', { names: list.format(trying.map((person) => person.name)) }),
        !latest && trying.length === 0 && !page.drill && t('nobodyCalled'),
        next?.kind === 'unanswered' && t('nextManagers', { when: when(next.at) }),
        next?.kind === 'persist' && t('nextEveryone', { when: when(next.at) }),
        next?.kind === 'notify' &&
          (nextIsReader
            ? t('nextYou', { when: when(next.at) })
            : t('next', { names: list.format(next.people.map((person) => person.name)), when: when(next.at) })),
      ].filter((part): part is string => typeof part === 'string')
    }
  }, [locale, t, times, viewer?.userId])
}
