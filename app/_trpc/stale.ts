import type { QueryFilters } from '@tanstack/react-query'
import type { LiveChange } from '@/server/tickets/live/changes'
import type { useTRPC } from './client'

/** Returns which loaded data a change makes old. An empty filter is all of it. */
export function staleAfter(trpc: ReturnType<typeof useTRPC>, event: LiveChange): QueryFilters[] {
  switch (event.kind) {
    case 'everything':
      return [{}]
    case 'ticket':
      return [
        trpc.tickets.get.queryFilter({ reference: event.reference }),
        trpc.tickets.waitingAnswers.queryFilter({ reference: event.reference }),
        trpc.tickets.mine.pathFilter(),
        trpc.tickets.queue.pathFilter(),
        trpc.tickets.search.pathFilter(),
        trpc.handoffs.ofTicket.queryFilter({ reference: event.reference }),
        trpc.handoffs.get.pathFilter(),
      ]
    case 'page':
      return [
        trpc.paging.pathFilter(),
        ...(event.reference === null ? [] : [trpc.tickets.get.queryFilter({ reference: event.reference })]),
      ]
    case 'presence':
      // Only the ticket's screen shows it.
      return []
    case 'handoff':
      return [trpc.handoffs.pathFilter()]
    case 'inbox':
      return [trpc.inbox.list.pathFilter(), trpc.desk.status.queryFilter()]
    case 'replay':
      return [trpc.whatIf.get.queryFilter({ id: event.replayId }), trpc.whatIf.list.pathFilter()]
    default:
      return [trpc.oncall.pathFilter(), trpc.handoffs.pathFilter()]
  }
}
