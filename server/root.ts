import { makeAccountsRouter } from './accounts/router'
import { slaInsightRouter } from './insight/sla-router'
import { systemRouter } from './insight/system-router'
import { knowledgeRouter } from './knowledge/router'
import { oncallRouter } from './oncall/router'
import { pagingRouter } from './paging/router'
import { slaRouter } from './sla/router'
import { breachRouter } from './tickets/breach-router'
import { deskRouter } from './tickets/desk-router'
import { disputeRouter } from './tickets/dispute-router'
import { handoffRouter } from './tickets/handoff-router'
import { releaseWork } from './tickets/leaving-service'
import { liveRouter } from './tickets/live-router'
import { ticketsRouter } from './tickets/router'
import { whatIfRouter } from './tickets/what-if-router'
import { createCallerFactory, router } from './trpc'

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
