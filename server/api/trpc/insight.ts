import { insightRights } from '@/server/insight/rights.rules'
import { z } from 'zod'
import { cursorInput, cursorSchema } from '@/server/infra/input/cursor-schema'
import { can } from '@/server/vocabulary/rights/rights'
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
import { procedure, router } from '../procedures'
import { atRiskSchema, breachesSchema, periodSchema } from '@/server/insight/schema'
import { readAtRisk, readBreaches, readSlaOverview } from '@/server/insight/overview/overview'

export const slaInsightRouter = router({
  overview: procedure(insightRights.readFigures)
    .input(periodSchema)
    .query(({ ctx, input }) => readSlaOverview(ctx, ctx.actor, input.days)),
  atRisk: procedure(insightRights.readFigures)
    .input(atRiskSchema)
    .query(({ ctx, input }) => readAtRisk(ctx, ctx.actor, input.after)),
  breaches: procedure(insightRights.readFigures)
    .input(breachesSchema)
    .query(({ ctx, input }) => readBreaches(ctx, ctx.actor, input)),
})

export const systemRouter = router({
  silence: procedure(insightRights.seeSilence).query(({ ctx }) => readSilence(ctx, ctx.actor)),
  /** Problems that keep people from being paged, or that need an administrator. */
  alarm: procedure(insightRights.seeSilence).query(async ({ ctx }) => ({
    ...(await readAlarm(ctx, ctx.actor)),
    mayRepair: can(ctx.actor, insightRights.operate),
  })),
  health: procedure(insightRights.operate).query(({ ctx }) => readSystem(ctx, ctx.actor)),
  clockAlarms: procedure(insightRights.operate)
    .input(cursorSchema)
    .query(({ ctx, input }) => readClockAlarms(ctx, ctx.actor, input.cursor)),
  acceptTime: procedure(insightRights.operate).mutation(({ ctx }) => acceptDatabaseTime(ctx, ctx.actor)),
  resume: procedure(insightRights.operate)
    .input(failingItemInput)
    .mutation(({ ctx, input }) => resumeItem(ctx, ctx.actor, input)),
  mails: procedure(insightRights.operate)
    .input(z.object({ state: z.enum(['pending', 'sent', 'failed', 'kept']).nullish(), after: cursorInput }))
    .query(({ ctx, input }) => listMails(ctx, ctx.actor, input.state ?? null, input.after)),
  mail: procedure(insightRights.operate)
    .input(z.object({ id: z.uuid() }))
    .query(({ ctx, input }) => readMail(ctx, ctx.actor, input.id)),
})
