import { makeAccountsRouter } from './trpc/accounts'
import { slaInsightRouter, systemRouter } from './trpc/insight'
import { bulkRouter, viewsRouter } from './trpc/queue'
import { knowledgeRouter } from './trpc/knowledge'
import { oncallRouter } from './trpc/oncall'
import { pagingRouter } from './trpc/paging'
import { slaRouter } from './trpc/sla'
import { handoffRouter } from './trpc/handoff'
import { releaseWork } from '@/server/tickets/triage/leaving'
import { liveRouter } from './live'
import {
  breachRouter,
  deskRouter,
  disputeRouter,
  draftRouter,
  inboxRouter,
  macroRouter,
  ratingRouter,
  routingRouter,
  ticketsRouter,
} from './trpc/tickets'
import { whatIfRouter } from './trpc/whatif'
import { createCallerFactory, router } from './procedures'

export const appRouter = router({
  tickets: ticketsRouter,
  bulk: bulkRouter,
  breaches: breachRouter,
  disputes: disputeRouter,
  drafts: draftRouter,
  ratings: ratingRouter,
  macros: macroRouter,
  routing: routingRouter,
  inbox: inboxRouter,
  desk: deskRouter,
  handoffs: handoffRouter,
  live: liveRouter,
  accounts: makeAccountsRouter(releaseWork),
  oncall: oncallRouter,
  paging: pagingRouter,
  sla: slaRouter,
  views: viewsRouter,
  whatIf: whatIfRouter,
  knowledge: knowledgeRouter,
  insight: slaInsightRouter,
  system: systemRouter,
})
export type AppRouter = typeof appRouter
/** Calls the same procedures on the server, without HTTP. */
export const createCaller = createCallerFactory(appRouter)
