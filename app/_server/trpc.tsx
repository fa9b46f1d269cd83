import 'server-only'
import { dehydrate, type FetchQueryOptions, HydrationBoundary, type QueryKey } from '@tanstack/react-query'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { cache, type ReactNode } from 'react'
import { makeQueryClient } from '@/app/_trpc/query-client'
import { appRouter } from '@/server/api/root'
import { markWithRequest } from './failure'
import { currentContext } from './viewer'

const queryClient = cache(makeQueryClient)

/** Query options of the procedures, executed in this process: `prefetch(trpc.tickets.mine.queryOptions({}))`. */
export const trpc = createTRPCOptionsProxy({ ctx: currentContext, router: appRouter, queryClient })

/** The queries that this request has started. */
const running = cache((): Promise<void>[] => [])

/** Starts a query whose result is sent with the page; the screen's `useQuery` with the same options uses it. */
export function prefetch<Data, Failure, Selected, Key extends QueryKey>(
  options: FetchQueryOptions<Data, Failure, Selected, Key>,
): void {
  running().push(queryClient().prefetchQuery(options))
}

/** Like `prefetch`, but returns the result, for a page that is 404 without it. @throws the procedure's refusal */
export const fetched = <Data, Failure, Selected, Key extends QueryKey>(
  options: FetchQueryOptions<Data, Failure, Selected, Key>,
): Promise<Selected> =>
  queryClient()
    .fetchQuery({ ...options, retry: false })
    .catch((error: unknown) => {
      markWithRequest(error)
      throw error
    })

/**
 * Passes prefetched results to the screen inside. Waits for them, so that the browser hydrates what the server
 * rendered.
 */
export async function HydrateClient({ children }: { children: ReactNode }) {
  await Promise.all(running())
  return <HydrationBoundary state={dehydrate(queryClient())}>{children}</HydrationBoundary>
}
