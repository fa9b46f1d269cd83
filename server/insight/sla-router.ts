import { managerProcedure, router } from '@/server/trpc'
import { periodSchema } from './schema'
import { readAtRisk, readBreaches, readSlaOverview } from './service'

export const slaInsightRouter = router({
  overview: managerProcedure.input(periodSchema).query(({ ctx, input }) => readSlaOverview(ctx, input.days)),
  atRisk: managerProcedure.query(({ ctx }) => readAtRisk(ctx)),
  breaches: managerProcedure.input(periodSchema).query(({ ctx, input }) => readBreaches(ctx, input.days)),
})
