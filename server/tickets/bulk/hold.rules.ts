import type { Severity } from '@/server/vocabulary/severity'
import type { BulkVerb } from './schema'

/** How long a bulk change is held so that it can be undone. */
export const holdMs = 10_000
/** Safety margin: the sweep runs every 2 s. */
const marginMs = 4_000

interface Ticket {
  severity: Severity
  /** The earliest due instant of its running or breached clocks (UTC). */
  nextDueAt: Date | null
}

const changesClocks: readonly BulkVerb[] = ['severity', 'status', 'merge']

/**
 * Returns why a bulk change is carried out at once, or null when it is held for ten seconds.
 *
 * A bulk change is undone by not doing it. Reversing it afterwards would be no undo: the record would show two changes
 * that nobody meant, mails would have left, people would have been paged, and a clock that was paused and resumed is not
 * the clock it was. So for ten seconds it is rows of the bulk only, and no ticket knows of it. An S1 does not wait for
 * that, whether it is among the tickets or becomes one by this change, nor does a promise that falls due meanwhile.
 * @param now UTC
 */
export function reasonNotToHoldBulk(
  { verb, to }: { verb: BulkVerb; to?: string },
  tickets: readonly Ticket[],
  now: Date,
): 'S1' | 'clockDue' | null {
  if (to === 'S1' || tickets.some(({ severity }) => severity === 'S1')) return 'S1'
  const until = now.getTime() + holdMs + marginMs
  const isDue = ({ nextDueAt }: Ticket) =>
    nextDueAt !== null && nextDueAt.getTime() > now.getTime() && nextDueAt.getTime() <= until
  return changesClocks.includes(verb) && tickets.some(isDue) ? 'clockDue' : null
}
