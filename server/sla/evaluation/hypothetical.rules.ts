import type { SlaEvent } from '../schema'

type WithoutPlace<E> = E extends unknown ? Omit<E, 'seq' | 'at'> : never
/** An event of SEMANTICS §1.1 without seq and instant. */
export type HypotheticalEvent = WithoutPlace<SlaEvent>

/** Returns the events that a staff answer would record: reply, promised update, status change (SEMANTICS §1.1, §5). */
export function eventsOfAnswer(
  answer: {
    kind: Extract<SlaEvent, { type: 'staff_reply' }>['kind']
    then: 'open' | 'waiting_on_customer' | 'resolved'
    promisedAt: number | null
  },
  status: 'new' | 'open' | 'waiting_on_customer' | 'on_hold' | 'resolved' | 'closed',
): HypotheticalEvent[] {
  const events: HypotheticalEvent[] = [{ type: 'staff_reply', kind: answer.kind, human: true }]
  if (answer.promisedAt !== null && answer.then !== 'resolved')
    events.push({ type: 'update_promised', promisedAt: answer.promisedAt })
  if (answer.then === 'resolved') events.push({ type: 'resolved' })
  else if (status === 'resolved') return events
  else if (answer.then === 'waiting_on_customer' && status !== 'waiting_on_customer')
    events.push({ type: 'status_changed', to: 'waiting_on_customer' })
  else if (answer.then === 'open' && (status === 'waiting_on_customer' || status === 'on_hold'))
    events.push({ type: 'status_changed', to: 'open' })
  return events
}

/** Returns the events of a customer reply, which resumes a ticket that waits for the customer (SEMANTICS §1.6). */
export const eventsOfReply = (status: string): HypotheticalEvent[] => [
  { type: 'customer_reply' },
  ...(status === 'waiting_on_customer' ? [{ type: 'status_changed' as const, to: 'open' as const }] : []),
]
