import { z } from 'zod'
import { cursorInput } from '@/server/infra/cursor-schema'
import { administratorProcedure, router, staffProcedure } from '@/server/trpc'
import { acceptDatabaseTime, readClockAlarms } from './time-service'
import { listMails, readMail, readSilence, readSystem } from './system-service'

export const systemRouter = router({
  silence: staffProcedure.query(({ ctx }) => readSilence(ctx)),
  health: administratorProcedure.query(({ ctx }) => readSystem(ctx)),
  clockAlarms: administratorProcedure.query(({ ctx }) => readClockAlarms(ctx)),
  acceptTime: administratorProcedure.mutation(({ ctx }) => acceptDatabaseTime(ctx, ctx.viewer)),
  mails: administratorProcedure
    .input(z.object({ state: z.enum(['PENDING', 'SENT', 'FAILED', 'KEPT']).nullish(), after: cursorInput }))
    .query(({ ctx, input }) => listMails(ctx, input.state ?? null, input.after)),
  mail: administratorProcedure.input(z.object({ id: z.uuid() })).query(({ ctx, input }) => readMail(ctx, input.id)),
})
