import 'server-only'
import { dehydrate, HydrationBoundary } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { makeQueryClient } from '@/app/_trpc/query-client'
import { trpc } from './trpc'

/**
 * Hands the frame of a staff screen what it shows (who is on call, open pages, counts), so that it is drawn on the server
 * and nothing moves when the browser takes over. It has a cache of its own: the page's answers travel with the page.
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
