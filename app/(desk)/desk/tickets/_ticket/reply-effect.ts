import type { ClockView, TicketView } from '@/server/tickets/schema'
import type { Metric } from '@/server/accounts/schema'
import type { ReplyKind } from '@/server/sla/schema'

/** What a reply would do to the clocks that are open now: the words beside Send (SEMANTICS §1.2, in short). */
export interface ReplyEffect {
  ends: { metric: Metric; late: boolean }[]
  /** The update cycle that an answer starts, in minutes from now; null when there is none. */
  nextUpdateMs: number | null
  pauses: Metric[]
}

const open = (clock: ClockView) => clock.state !== 'ended'

/** @param then what the status becomes with the reply */
export function replyEffect(
  ticket: Pick<TicketView, 'clocks'>,
  kind: ReplyKind | 'note',
  then: 'open' | 'waiting_on_customer' | 'resolved',
): ReplyEffect {
  if (kind === 'note') return { ends: [], nextUpdateMs: null, pauses: [] }
  const answers = kind !== 'acknowledgement'
  const ended = (clock: ClockView) => {
    if (clock.metric === 'resolution') return then === 'resolved'
    if (clock.metric === 'workaround') return then === 'resolved' || kind === 'workaround' || kind === 'fix'
    return answers
  }
  const running = ticket.clocks.filter(open)
  const update = [...ticket.clocks].reverse().find((clock) => clock.metric === 'update')
  return {
    ends: running.filter(ended).map((clock) => ({ metric: clock.metric, late: clock.state === 'breached' })),
    nextUpdateMs: answers && then === 'open' && update ? update.targetMs : null,
    pauses:
      then === 'waiting_on_customer'
        ? running
            .filter((clock) => !ended(clock) && (clock.metric === 'workaround' || clock.metric === 'resolution'))
            .map((clock) => clock.metric)
        : [],
  }
}
