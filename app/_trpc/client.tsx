'use client'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchStreamLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import { type ReactNode, useState } from 'react'
import { noteServerTime } from '@/app/_ui/server-clock'
import type { AppRouter } from '@/server/api/root'
import { largeInputs, maxBatchSize } from './large-inputs'
import { makeQueryClient } from './query-client'
import { transformer } from './transformer'

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>()

let ofBrowser: QueryClient | undefined
const queryClient = () => {
  if (typeof window === 'undefined') return makeQueryClient()
  ofBrowser ??= makeQueryClient()
  return ofBrowser
}

const url = '/api/trpc'

/** Fetches, and uses the response's Date header to update the server clock. */
async function timedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const sentAt = Date.now()
  const response = await fetch(input, init)
  noteServerTime(response.headers.get('date'), sentAt, Date.now())
  return response
}

const batched = (maxItems: number) =>
  httpBatchStreamLink<AppRouter>({
    transformer,
    url,
    maxItems,
    fetch: (input, init) => timedFetch(input as RequestInfo | URL, init as RequestInit),
  })

const makeClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ transformer, url }),
        false: splitLink({
          condition: (operation) => largeInputs.has(operation.path),
          true: batched(1),
          false: batched(maxBatchSize),
        }),
      }),
    ],
  })

/** Provides the procedures and their query cache to the screens inside. */
export function TrpcClientProvider({ children }: { children: ReactNode }) {
  const queries = queryClient()
  const [client] = useState(makeClient)
  return (
    <QueryClientProvider client={queries}>
      <TRPCProvider trpcClient={client} queryClient={queries}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  )
}
