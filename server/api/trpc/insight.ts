import { z } from 'zod'
import { cursorInput, cursorSchema } from '@/server/infra/input/cursor-schema'
import { isAdministrator } from '@/server/accounts/schema'
import { acceptDatabaseTime, readClockAlarms } from '@/server/insight/health/time'
import { readAlarm } from '@/server/insight/health/health'
import {
  failingItemInput,
  listMails,
  readMail,
  readSilence,
  readSystem,
  resumeItem,
} from '@/server/insight/health/system'
import { administratorProcedure, managerProcedure, router, staffProcedure } from '../procedures'
import { atRiskSchema, breachesSchema, periodSchema } from '@/server/insight/schema'
import { readAtRisk, readBreaches, readSlaOverview } from '@/server/insight/overview/overview'

export const slaInsightRouter = router({
  overview: managerProcedure.input(periodSchema).query(({ ctx, input }) => readSlaOverview(ctx, input.days)),
  atRisk: managerProcedure.input(atRiskSchema).query(({ ctx, input }) => readAtRisk(ctx, input.after)),
  breaches: managerProcedure.input(breachesSchema).query(({ ctx, input }) => readBreaches(ctx, input)),
})

export const systemRouter = router({
  silence: staffProcedure.query(({ ctx }) => readSilence(ctx)),
  /** What keeps people from being paged, and what needs an administrator. */
  alarm: staffProcedure.query(async ({ ctx }) => ({
    ...(await readAlarm(ctx)),
    mayRepair: isAdministrator(ctx.viewer),
  })),
  health: administratorProcedure.query(({ ctx }) => readSystem(ctx)),
  clockAlarms: administratorProcedure.input(cursorSchema).query(({ ctx, input }) => readClockAlarms(ctx, input.cursor)),
  acceptTime: administratorProcedure.mutation(({ ctx }) => acceptDatabaseTime(ctx, ctx.viewer)),
  resume: administratorProcedure.input(failingItemInput).mutation(({ ctx, input }) => resumeItem(ctx, input)),
  mails: administratorProcedure
    .input(z.object({ state: z.enum(['pending', 'sent', 'failed', 'kept']).nullish(), after: cursorInput }))
    .query(({ ctx, input }) => listMails(ctx, input.state ?? null, input.after)),
  mail: administratorProcedure.input(z.object({ id: z.uuid() })).query(({ ctx, input }) => readMail(ctx, input.id)),
})
