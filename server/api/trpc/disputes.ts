import { z } from 'zod'
import { cursorInput } from '@/server/infra/input/cursor-schema'
import { managerProcedure, router } from '../procedures'
import { readOpenDisputes } from '@/server/tickets/disputes/list'

export const disputeRouter = router({
  open: managerProcedure
    .input(z.object({ after: cursorInput }))
    .query(({ ctx, input }) => readOpenDisputes(ctx, input.after)),
})
