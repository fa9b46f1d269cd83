import { engineerProcedure, router, signedInProcedure } from '@/server/trpc'
import { explainBreachInput } from './breach-schema'
import { explainBreach, readWaitingBreaches } from './breach-service'

export const breachRouter = router({
  waiting: engineerProcedure.query(({ ctx }) => readWaitingBreaches(ctx, ctx.viewer)),
  explain: signedInProcedure
    .input(explainBreachInput)
    .mutation(({ ctx, input }) => explainBreach(ctx, ctx.viewer, input)),
})
