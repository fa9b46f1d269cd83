import { makeAccountsRouter } from '@/server/api/trpc/accounts'
import { slaInsightRouter } from '@/server/api/trpc/insight'
import { systemRouter } from '@/server/api/trpc/system'
import { knowledgeRouter } from '@/server/api/trpc/knowledge'
import { oncallRouter } from '@/server/api/trpc/oncall'
import { pagingRouter } from '@/server/api/trpc/paging'
import { slaRouter } from '@/server/api/trpc/sla'
import { breachRouter } from '@/server/api/trpc/breaches'
import { deskRouter } from '@/server/api/trpc/desk'
import { disputeRouter } from '@/server/api/trpc/disputes'
import { handoffRouter } from '@/server/api/trpc/handoff'
import { releaseWork } from '@/server/tickets/triage/leaving'
import { liveRouter } from '@/server/api/live'
import { ticketsRouter } from '@/server/api/trpc/tickets'
import { whatIfRouter } from '@/server/api/trpc/whatif'
import { createCallerFactory, router } from '@/server/api/procedures'

export const appRouter = router({
  tickets: ticketsRouter,
  breaches: breachRouter,
  disputes: disputeRouter,
  desk: deskRouter,
  handoffs: handoffRouter,
  live: liveRouter,
  accounts: makeAccountsRouter(releaseWork),
  oncall: oncallRouter,
  paging: pagingRouter,
  sla: slaRouter,
  whatIf: whatIfRouter,
  knowledge: knowledgeRouter,
  insight: slaInsightRouter,
  system: systemRouter,
})
export type AppRouter = typeof appRouter
/** The same procedures, called on the server without HTTP. */
export const createCaller = createCallerFactory(appRouter)
