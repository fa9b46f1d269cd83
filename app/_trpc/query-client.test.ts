import { TRPCError } from '@trpc/server'
import { expect, it, vi } from 'vitest'
import { makeQueryClient } from './query-client'

it('a page that the server draws asks once, so that a refusal does not hold its answer', async () => {
  const queryFn = vi.fn(() => Promise.reject(new TRPCError({ code: 'UNAUTHORIZED' })))
  await makeQueryClient().prefetchQuery({ queryKey: ['refused'], queryFn })
  expect(queryFn).toHaveBeenCalledTimes(1)
})
