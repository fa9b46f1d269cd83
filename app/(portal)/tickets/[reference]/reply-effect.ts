import type { ClockView, TicketView } from '@/server/tickets/schema'

/** Which promise a customer's reply starts, or which one already runs (SEMANTICS §1.2). */
export type ReplyEffect =
  | { kind: 'reopens' }
  | { kind: 'runs'; dueAt: Date }
  | { kind: 'late' }
  | { kind: 'starts'; dueAt: Date | null }
  | { kind: 'none' }

const openOf = (clocks: ClockView[], metric: ClockView['metric']) =>
  clocks.find((clock) => clock.metric === metric && clock.state !== 'ended')

/** What a reply sent at `nowMs` does. The due instant of a new clock is known when one like it has run before. */
export function replyEffect(ticket: Pick<TicketView, 'status' | 'clocks'>, nowMs: number): ReplyEffect {
  if (ticket.status === 'closed') return { kind: 'none' }
  if (ticket.status === 'resolved') return { kind: 'reopens' }
  const waiting = openOf(ticket.clocks, 'first_response') ?? openOf(ticket.clocks, 'next_response')
  if (waiting) {
    const late = waiting.breachedAt !== null || (waiting.dueAt !== null && waiting.dueAt.getTime() <= nowMs)
    return late || !waiting.dueAt ? { kind: 'late' } : { kind: 'runs', dueAt: waiting.dueAt }
  }
  const answered = ticket.clocks.some((clock) => clock.metric === 'first_response')
  if (!answered) return { kind: 'none' }
  const before = ticket.clocks.filter((clock) => clock.metric === 'next_response').at(-1)
  return { kind: 'starts', dueAt: before ? new Date(nowMs + before.targetMs) : null }
}
