import { z } from 'zod'
import { cursorInput } from '@/server/infra/cursor-schema'
import { managerProcedure, router } from '@/server/trpc'
import { readOpenDisputes } from './dispute-list-service'

export const disputeRouter = router({
  open: managerProcedure
    .input(z.object({ after: cursorInput }))
    .query(({ ctx, input }) => readOpenDisputes(ctx, input.after)),
})
