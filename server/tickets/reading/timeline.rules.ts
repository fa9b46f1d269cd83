import type { SlaEvent } from '@/server/sla/schema'

/** A public event as the evaluation needs it; content and hashes play no part. */
export interface RecordedEvent {
  seq: number
  at: Date
  type: string
  facts: unknown
}

/** Types that the evaluation knows (SEMANTICS §1.1); the chain holds others too. */
export const clockTypes: ReadonlySet<string> = new Set([
  'filed',
  'customer_reply',
  'staff_reply',
  'internal_note',
  'status_changed',
  'severity_changed',
  'resolved',
  'reopened',
  'closed_by_customer',
  'merged',
  'update_promised',
  'answer_disputed',
  'dispute_upheld',
])

export const isClockType = (type: string) => clockTypes.has(type)

/**
 * The public chain as SEMANTICS §1.1 knows it. Types that only the service has (assigned, objected, closed) are left
 * out; instants become epoch milliseconds.
 */
export function slaEvents(events: readonly RecordedEvent[]): SlaEvent[] {
  return events
    .filter((event) => isClockType(event.type))
    .map((event) => {
      const facts = event.facts as Record<string, unknown>
      const base = { seq: event.seq, at: event.at.getTime(), type: event.type }
      if (event.type === 'update_promised')
        return { ...base, promisedAt: Date.parse(String(facts.promisedAt)) } as SlaEvent
      const { severity, kind, human, to, disputedSeq, actor } = facts
      const named = Object.fromEntries(
        Object.entries({ severity, kind, human, to, disputedSeq, actor }).filter(([, value]) => value !== undefined),
      )
      return { ...base, ...named } as SlaEvent
    })
}
