import { due } from '@/server/infra/jobs/due-kind'
import { closeResolvedTicket, dueClockTickets, dueClosings, settleTicketClocks } from './clocks'

export const clocks = due({
  name: 'clocks',
  lane: 'clocks',
  table: 'SlaClock',
  column: 'nextAt',
  item: 'ticketId',
  job: 'clock.settle',
  find: dueClockTickets,
  run: settleTicketClocks,
})

export const closings = due({
  name: 'closings',
  lane: 'rest',
  table: 'Ticket',
  column: 'closesAt',
  job: 'ticket.close',
  find: dueClosings,
  run: closeResolvedTicket,
})
