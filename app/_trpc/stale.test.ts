import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { QueryClient } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import type { AppRouter } from '@/server/api/root'
import { staleAfter } from './stale'

it('a change of a ticket renews the lists that may show it, also what a search found, and no other ticket', () => {
  const queries = new QueryClient()
  const trpc = createTRPCOptionsProxy<AppRouter>({ client: {} as never, queryClient: queries })
  const keys = {
    queue: trpc.tickets.queue.queryKey({ view: 'open' }),
    mine: trpc.tickets.mine.queryKey({ scope: 'open' }),
    found: trpc.tickets.search.queryKey({ text: 'lost' }),
    ticket: trpc.tickets.get.queryKey({ reference: 'ACME-1' }),
    other: trpc.tickets.get.queryKey({ reference: 'ACME-2' }),
    me: trpc.accounts.me.queryKey(),
  }
  for (const key of Object.values(keys)) queries.setQueryData(key as unknown[], {})
  for (const filter of staleAfter(trpc, { kind: 'ticket', reference: 'ACME-1' } as never))
    void queries.invalidateQueries(filter)
  const stale = Object.entries(keys).filter(([, key]) => queries.getQueryState(key as unknown[])!.isInvalidated)
  expect(stale.map(([name]) => name)).toEqual(['queue', 'mine', 'found', 'ticket'])
})
