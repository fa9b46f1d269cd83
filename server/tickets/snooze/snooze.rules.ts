import type { Refusal, TicketFacts } from '../conversation/conduct.rules'

const dayMs = 24 * 60 * 60_000
/** The longest snooze: one year. */
export const maxSnoozeMs = 366 * dayMs

/** Refuses a snooze that ends in the past or beyond a year, and one of a ticket that is over or whose page waits. */
export function maySnooze(
  { status }: Pick<TicketFacts, 'status'>,
  { until, now, isPaged }: { until: Date; now: Date; isPaged: boolean },
): Refusal | null {
  if (status === 'resolved' || status === 'closed') return { reason: 'ticketNotOpen' }
  if (until <= now) return { reason: 'snoozeInPast', field: 'until' }
  if (until.getTime() - now.getTime() > maxSnoozeMs) return { reason: 'snoozeTooFar', field: 'until' }
  return isPaged ? { reason: 'snoozeWhilePaged' } : null
}

/**
 * Whether what just happened brings a snoozed ticket back: anything that its customer did, its end, and a page. A warning
 * or a breach does it too, where clocks are settled.
 * @param end why the change closes the ticket's page; `answered` alone does not bring it back
 */
export const endsSnooze = (
  events: readonly { actor: { kind: string } }[],
  end: 'answered' | 'resolved' | 'closed' | 'merged' | null,
  isPaged: boolean,
): boolean => isPaged || (end !== null && end !== 'answered') || events.some(({ actor }) => actor.kind === 'customer')
