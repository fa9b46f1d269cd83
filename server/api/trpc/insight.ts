import { managerProcedure, router } from '../procedures'
import { atRiskSchema, breachesSchema, periodSchema } from '@/server/insight/schema'
import { readAtRisk, readBreaches, readSlaOverview } from '@/server/insight/overview/overview'

export const slaInsightRouter = router({
  overview: managerProcedure.input(periodSchema).query(({ ctx, input }) => readSlaOverview(ctx, input.days)),
  atRisk: managerProcedure.input(atRiskSchema).query(({ ctx, input }) => readAtRisk(ctx, input.after)),
  breaches: managerProcedure.input(breachesSchema).query(({ ctx, input }) => readBreaches(ctx, input)),
})
