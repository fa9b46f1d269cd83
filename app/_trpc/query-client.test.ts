import { TRPCError } from '@trpc/server'
import { expect, it, vi } from 'vitest'
import { makeQueryClient } from './query-client'

it('a query is not retried while the server renders a page, so that a refusal does not delay the response', async () => {
  const queryFn = vi.fn(() => Promise.reject(new TRPCError({ code: 'UNAUTHORIZED' })))
  await makeQueryClient().prefetchQuery({ queryKey: ['refused'], queryFn })
  expect(queryFn).toHaveBeenCalledTimes(1)
})
