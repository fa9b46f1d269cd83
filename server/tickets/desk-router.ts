import { router, staffProcedure } from '@/server/trpc'
import { readDeskStatus } from './desk-status-service'

export const deskRouter = router({
  status: staffProcedure.query(({ ctx }) => readDeskStatus(ctx, ctx.viewer)),
})
