import { z } from 'zod'
import { cursorInput } from '@/server/infra/cursor-schema'
import { engineerProcedure, router, signedInProcedure } from '@/server/trpc'
import { explainBreachInput } from './breach-schema'
import { explainBreach, readWaitingBreaches } from './breach-service'

export const breachRouter = router({
  waiting: engineerProcedure
    .input(z.object({ after: cursorInput }).default({}))
    .query(({ ctx, input }) => readWaitingBreaches(ctx, ctx.viewer, input.after)),
  explain: signedInProcedure
    .input(explainBreachInput)
    .mutation(({ ctx, input }) => explainBreach(ctx, ctx.viewer, input)),
})
