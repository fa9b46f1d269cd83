import { z } from 'zod'
import { administratorProcedure, router, staffProcedure } from '@/server/trpc'
import { listMails, readMail, readSilence, readSystem } from './system-service'

export const systemRouter = router({
  silence: staffProcedure.query(({ ctx }) => readSilence(ctx)),
  health: administratorProcedure.query(({ ctx }) => readSystem(ctx)),
  mails: administratorProcedure
    .input(z.object({ state: z.enum(['PENDING', 'SENT', 'FAILED', 'KEPT']).nullish() }))
    .query(({ ctx, input }) => listMails(ctx, input.state ?? null)),
  mail: administratorProcedure.input(z.object({ id: z.uuid() })).query(({ ctx, input }) => readMail(ctx, input.id)),
})
