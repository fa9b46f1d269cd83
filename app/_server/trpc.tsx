import 'server-only'
import { dehydrate, type FetchQueryOptions, HydrationBoundary, type QueryKey } from '@tanstack/react-query'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { cache, type ReactNode } from 'react'
import { makeQueryClient } from '@/app/_trpc/query-client'
import { appRouter } from '@/server/api/root'
import { markWithRequest } from './failure'
import { currentContext } from './viewer'

const queryClient = cache(makeQueryClient)

/** The procedures as query options, answered in this process: `prefetch(trpc.tickets.mine.queryOptions({}))`. */
export const trpc = createTRPCOptionsProxy({ ctx: currentContext, router: appRouter, queryClient })

/** What this request has begun to ask. */
const running = cache((): Promise<void>[] => [])

/** Starts a query whose answer travels with the page; the screen's `useQuery` of the same options finds it. */
export function prefetch<Data, Failure, Selected, Key extends QueryKey>(
  options: FetchQueryOptions<Data, Failure, Selected, Key>,
): void {
  running().push(queryClient().prefetchQuery(options))
}

/** As `prefetch`, and answers here: for a page that is not to be found without it. @throws what the procedure refuses with */
export const fetched = <Data, Failure, Selected, Key extends QueryKey>(
  options: FetchQueryOptions<Data, Failure, Selected, Key>,
): Promise<Selected> =>
  queryClient()
    .fetchQuery({ ...options, retry: false })
    .catch((error: unknown) => {
      markWithRequest(error)
      throw error
    })

/** Hands what was prefetched to the screen inside; waits for it, so that the page arrives whole and hydrates as it was drawn. */
export async function HydrateClient({ children }: { children: ReactNode }) {
  await Promise.all(running())
  return <HydrationBoundary state={dehydrate(queryClient())}>{children}</HydrationBoundary>
}
