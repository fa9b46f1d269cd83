import { z } from 'zod'
import { cursorInput } from '@/server/infra/input/cursor-schema'
import { engineerProcedure, router, signedInProcedure } from '../procedures'
import { explainBreachInput } from '@/server/tickets/breaches/schema'
import { explainBreach, readWaitingBreaches } from '@/server/tickets/breaches/breaches'

export const breachRouter = router({
  waiting: engineerProcedure
    .input(z.object({ after: cursorInput }).default({}))
    .query(({ ctx, input }) => readWaitingBreaches(ctx, ctx.viewer, input.after)),
  explain: signedInProcedure
    .input(explainBreachInput)
    .mutation(({ ctx, input }) => explainBreach(ctx, ctx.viewer, input)),
})
