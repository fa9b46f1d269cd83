import { managerProcedure, router } from '@/server/trpc'
import { atRiskSchema, breachesSchema, periodSchema } from './schema'
import { readAtRisk, readBreaches, readSlaOverview } from './service'

export const slaInsightRouter = router({
  overview: managerProcedure.input(periodSchema).query(({ ctx, input }) => readSlaOverview(ctx, input.days)),
  atRisk: managerProcedure.input(atRiskSchema).query(({ ctx, input }) => readAtRisk(ctx, input.after)),
  breaches: managerProcedure.input(breachesSchema).query(({ ctx, input }) => readBreaches(ctx, input)),
})
