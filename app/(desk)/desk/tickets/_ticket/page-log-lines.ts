import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '@/server/api/root'

export type PageLogView = inferRouterOutputs<AppRouter>['paging']['page']
type Delivery = PageLogView['deliveries'][number]

/**
 * How an attempt ended. `noEnd`: the process died during it; `underWay`: it has not ended yet; `calledOff`: it had not
 * ended when the notification became obsolete, and is not repeated.
 */
export type TryOutcome = 'sent' | 'refused' | 'failed' | 'reported' | 'noEnd' | 'underWay' | 'calledOff'

export type PageLogLine =
  | { type: 'event'; key: string; at: Date; kind: string; detail: Record<string, unknown> }
  | {
      type: 'try'
      key: string
      at: Date
      method: Delivery['contactMethod']['kind']
      engineerId: string
      outcome: TryOutcome
      repeated: boolean
      bundleSize: number
      answer: string
    }
  | { type: 'planned'; key: string; at: Date; method: Delivery['contactMethod']['kind']; engineerId: string }

const outcomes: Record<string, TryOutcome> = {
  sent: 'sent',
  refused: 'refused',
  /** An internal error; its answer is the kind of error. */
  fault: 'refused',
  failed: 'failed',
  reported: 'reported',
}
const detailOf = (detail: unknown) =>
  typeof detail === 'object' && detail !== null && !Array.isArray(detail) ? (detail as Record<string, unknown>) : {}

function triesOf(delivery: Delivery): PageLogLine[] {
  const { attemptLog, contactMethod, engineerId } = delivery
  const common = { method: contactMethod.kind, engineerId }
  const tries = attemptLog.flatMap((attempt, place): PageLogLine[] => {
    const next = attemptLog[place + 1]
    // The start of an attempt is shown only when no end follows it.
    if (attempt.outcome === 'started' && next && next.outcome !== 'started') return []
    const endless = next ? 'noEnd' : delivery.state === 'pending' ? 'underWay' : 'calledOff'
    const outcome = attempt.outcome === 'started' ? endless : outcomes[attempt.outcome]
    return outcome ? [{ ...common, ...attempt, outcome, type: 'try', key: `${delivery.id}-${place}` }] : []
  })
  const waits = delivery.state === 'pending' && tries.at(-1)?.type !== 'try'
  return waits ? [...tries, { ...common, type: 'planned', key: delivery.id, at: delivery.sendAt }] : tries
}

/** Returns a page's log in chronological order: its events, every attempt to reach somebody, and planned steps. */
export function pageLogLines(page: PageLogView): PageLogLine[] {
  const events = page.log.map(
    (entry, place): PageLogLine => ({
      type: 'event',
      key: `event-${place}`,
      at: entry.at,
      kind: entry.kind,
      detail: detailOf(entry.detail),
    }),
  )
  return [...events, ...page.deliveries.flatMap(triesOf)].sort((a, b) => a.at.getTime() - b.at.getTime())
}
