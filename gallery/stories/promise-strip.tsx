import { PromiseStrip } from '@/app/_ui/promise-strip'
import { at, calmTicket, ticket } from '../samples'
import type { Stories } from '../story'

export const stories: Stories = {
  'an S1': () => <PromiseStrip ticket={ticket} />,
  'an S4, where only what is promised has a cell': () => <PromiseStrip ticket={calmTicket} />,
  'all given': () => (
    <PromiseStrip
      ticket={{
        ...ticket,
        status: 'resolved',
        resolvedAt: at(-1),
        answers: {
          ...ticket.answers,
          rootCause: { seq: 3, at: at(-9), summary: 'A route of the carrier' },
          fix: { seq: 4, at: at(-2), summary: 'Rolled back' },
        },
      }}
    />
  ),
  'a cause that stays unknown': () => (
    <PromiseStrip ticket={{ ...ticket, answers: { ...ticket.answers, rootCauseUnknown: 'No log of that hour.' } }} />
  ),
  'in a narrow place': () => (
    <div style={{ maxWidth: 340 }}>
      <PromiseStrip ticket={ticket} />
    </div>
  ),
}
