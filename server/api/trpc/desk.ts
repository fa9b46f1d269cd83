import { router, staffProcedure } from '../procedures'
import { readDeskStatus } from '@/server/tickets/reading/desk-status'

export const deskRouter = router({
  status: staffProcedure.query(({ ctx }) => readDeskStatus(ctx, ctx.viewer)),
})
