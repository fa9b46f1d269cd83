import { QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, TRPCClientError, type TRPCLink } from '@trpc/client'
import type { inferRouterOutputs } from '@trpc/server'
import { observable } from '@trpc/server/observable'
import { type ReactNode, useState } from 'react'
import { TRPCProvider } from '@/app/_trpc/client'
import { makeQueryClient } from '@/app/_trpc/query-client'
import type { AppRouter } from '@/server/api/root'

type Outputs = inferRouterOutputs<AppRouter>
/** What procedures answer, by their path. `never`: the answer is still awaited; `refused`: the request fails. */
export interface Answers {
  'desk.status'?: Outputs['desk']['status'] | 'never' | 'refused'
  'handoffs.count'?: Outputs['handoffs']['count']
  'inbox.list'?: Outputs['inbox']['list'] | 'never'
  'system.alarm'?: Outputs['system']['alarm']
  'paging.failingMethods'?: Outputs['paging']['failingMethods']
}

/** Answers from a list instead of the network; what is not listed is refused. */
const linkOf =
  (answers: Answers): TRPCLink<AppRouter> =>
  () =>
  ({ op }) =>
    observable((observer) => {
      if (op.type === 'subscription') return
      const answer = (answers as Partial<Record<string, unknown>>)[op.path]
      if (answer === 'never') return
      if (answer === undefined || answer === 'refused') {
        observer.error(TRPCClientError.from(new Error(`${op.path} is not answered here`)))
        return
      }
      observer.next({ result: { type: 'data', data: answer } })
      observer.complete()
    })

/** Provides procedures that answer from a list, with a query cache of its own. */
export function Answering({ answers = {}, children }: { answers?: Answers; children: ReactNode }) {
  const [queries] = useState(makeQueryClient)
  const [client] = useState(() => createTRPCClient<AppRouter>({ links: [linkOf(answers)] }))
  return (
    <QueryClientProvider client={queries}>
      <TRPCProvider trpcClient={client} queryClient={queries}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  )
}
