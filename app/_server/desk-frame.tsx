import 'server-only'
import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { makeQueryClient } from '@/app/_trpc/query-client'
import { trpc } from './trpc'

/**
 * Prefetches the data of a staff screen's frame (who is on call, open pages, counts), so that it is rendered on the
 * server and nothing moves during hydration. It has its own query cache, separate from the page's.
 */
export async function DeskFrame({ children }: { children: ReactNode }) {
  const client = makeQueryClient()
  await Promise.all([
    client.prefetchQuery({ ...trpc.desk.status.queryOptions(), retry: false }),
    client.prefetchQuery({ ...trpc.handoffs.count.queryOptions(), retry: false }),
    client.prefetchQuery({ ...trpc.system.silence.queryOptions(), retry: false }),
  ])
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>
}
