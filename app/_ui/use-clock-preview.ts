'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { ClockChange, ClockPreview, previewClocks } from '@/server/sla/evaluation/preview-clocks.rules'
import type { HypotheticalEvent } from '@/server/sla/evaluation/hypothetical.rules'
import { slaEventsOf } from '@/server/tickets/events/kinds.rules'
import type { TicketView } from '@/server/tickets/reading/schema'
import { useTimes } from './use-times'

type Preview = typeof previewClocks
let loaded: Preview | undefined

/** Loads the evaluation code when a screen first needs it, because calendars are large. */
function usePreview(): Preview | undefined {
  const [preview, setPreview] = useState<{ run: Preview } | undefined>(loaded && { run: loaded })
  useEffect(() => {
    let current = true
    if (!loaded)
      import('@/server/sla/evaluation/preview-clocks.rules').then(
        (module) => {
          loaded = module.previewClocks
          if (current) setPreview({ run: loaded })
        },
        // The network or an older release's file is gone: the form works without a preview.
        () => undefined,
      )
    return () => {
      current = false
    }
  }, [])
  return preview?.run
}

/**
 * Previews the effect of events on a ticket's clocks if they happened now, by the same evaluation that the server uses.
 * @param nowMs the server's time, at a coarse resolution: the preview is computed again when it changes
 * @returns null until it is loaded, and without events
 */
export function useClockPreview(
  ticket: Pick<TicketView, 'policy' | 'timeline'>,
  events: HypotheticalEvent[] | null,
  nowMs: number,
): ClockPreview | null {
  const run = usePreview()
  const { policy, timeline } = ticket
  const facts = useMemo(
    () =>
      slaEventsOf(
        timeline
          .flatMap((item) => (item.kind === 'event' && item.chain === 'public' ? [item] : []))
          .sort((a, b) => a.seq - b.seq),
      ),
    [timeline],
  )
  const wanted = JSON.stringify(events)
  return useMemo(() => {
    const hypothetical = JSON.parse(wanted) as HypotheticalEvent[] | null
    return run && hypothetical ? run(policy, facts, hypothetical, nowMs) : null
  }, [facts, nowMs, policy, run, wanted])
}

/** Describes changes of clocks in sentences, in the reader's zone: "Ends first response in time." */
export function useClockChangeWords(): (changes: readonly ClockChange[], nowMs: number) => string[] {
  const t = useTranslations('common.clocks')
  const field = useTranslations('field.metric')
  const times = useTimes()
  return useCallback(
    (changes, nowMs) => {
      const when = (ms: number | null) => (ms === null ? '' : times.near(new Date(ms), nowMs))
      const of = (kind: ClockChange['kind']) => changes.filter((change) => change.kind === kind)
      const names = (kind: ClockChange['kind']) =>
        of(kind)
          .map(({ metric }) => field(metric).toLocaleLowerCase())
          .join(t('and'))
      const endings = (['ends', 'endsLate', 'cancels', 'pauses'] as const).flatMap((kind) =>
        of(kind).length > 0 ? [t(kind, { metrics: names(kind) })] : [],
      )
      const others = (['starts', 'revives', 'resumes', 'moves'] as const).flatMap((kind) =>
        of(kind).flatMap(({ metric, dueBefore, dueAfter }) => {
          if (dueAfter === null)
            return kind === 'starts' || kind === 'revives' ? [t('waits', { metric: field(metric) })] : []
          return [t(kind, { metric: field(metric), before: when(dueBefore), when: when(dueAfter) })]
        }),
      )
      return [...endings, ...others]
    },
    [field, t, times],
  )
}
