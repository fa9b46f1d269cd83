import { z } from 'zod'
import { isAdministrator } from '@/server/accounts/schema'
import { DomainError, notFound } from '@/server/infra/errors'
import { env } from '@/server/infra/env'
import { hasTwilio } from '@/server/integrations/twilio/twilio'
import { type Context, engineerProcedure, managerProcedure, router, staffProcedure } from '../procedures'
import {
  addMailMethod,
  addMailSchema,
  readContacts,
  removeMethod,
  saveRules,
  saveRulesSchema,
  subscribePush,
  subscribePushSchema,
  verifyMethod,
  verifySchema,
} from '@/server/paging/methods/contacts'
import { addMethodSchema, saveQuietHoursSchema } from '@/server/paging/methods/schema'
import { addMethod, resendCode, saveQuietHours } from '@/server/paging/methods/methods'
import { readCoverage } from '@/server/paging/coverage/coverage'
import { planDrill, planDrillSchema, readDrills } from '@/server/paging/drill/drills'
import { loadSchema, readLoad } from '@/server/paging/coverage/load'
import { failingMethods, failingOwners } from '@/server/paging/methods/failures'
import { readPoliciesNow } from '@/server/paging/coverage/overview'
import { readPageLog, readPolicies, savePolicy, savePolicySchema } from '@/server/paging/policy/policies'
import { addResponders, reachableStaff, reassignPage, snoozePage } from '@/server/paging/page/responses'
import { rehearsalSchema, rehearsePolicy } from '@/server/paging/policy/rehearsal'
import { acknowledgePage } from '@/server/paging/page/pages'
import { testMethod, testMethodSchema } from '@/server/paging/methods/test-message'
import { openCodeSender, withPageTransports } from '@/server/paging/delivery/transports'
import { waitingPages } from '@/server/paging/page/waiting'

/** Acknowledging uses the small pool that nothing else fills. */
const vital = (ctx: Context): Context => ({ ...ctx, db: ctx.vital ?? ctx.db })

const byId = z.object({ id: z.uuid() })

export const pagingRouter = router({
  /** Contact methods that refuse: the reader's own, and for administrators whose else. */
  failingMethods: staffProcedure.query(async ({ ctx: { db, viewer } }) => ({
    own: await failingMethods(db, viewer.userId),
    others: isAdministrator(viewer) ? await failingOwners(db, viewer.userId) : [],
  })),
  waiting: staffProcedure.query(({ ctx }) => waitingPages(ctx, ctx.viewer)),
  acknowledge: engineerProcedure.input(z.object({ pageId: z.uuid() })).mutation(async ({ ctx, input }) => {
    const answer = await acknowledgePage(vital(ctx), {
      pageId: input.pageId,
      engineerId: ctx.viewer.userId,
      via: 'desk',
    })
    if (answer.outcome === 'unknown') throw notFound(input.pageId)
    if (answer.outcome === 'closed') throw new DomainError('CONFLICT', 'pageClosed')
    return answer
  }),
  snooze: engineerProcedure
    .input(
      z.object({
        pageId: z.uuid(),
        minutes: z
          .number()
          .int()
          .min(5)
          .max(24 * 60),
      }),
    )
    .mutation(({ ctx, input }) => snoozePage(ctx, ctx.viewer, input)),
  reassign: engineerProcedure
    .input(z.object({ pageId: z.uuid(), engineerId: z.uuid() }))
    .mutation(({ ctx, input }) => reassignPage(ctx, ctx.viewer, input)),
  addResponders: engineerProcedure
    .input(z.object({ pageId: z.uuid(), engineerIds: z.array(z.uuid()).min(1).max(20) }))
    .mutation(({ ctx, input }) => addResponders(ctx, ctx.viewer, input)),
  reachable: staffProcedure.query(({ ctx }) => reachableStaff(ctx.db)),
  page: staffProcedure.input(z.object({ pageId: z.uuid() })).query(({ ctx, input }) => readPageLog(ctx, input.pageId)),
  coverage: staffProcedure.query(({ ctx }) => readCoverage(ctx)),
  load: staffProcedure.input(loadSchema).query(({ ctx, input }) => readLoad(ctx, input)),
  rehearse: staffProcedure.input(rehearsalSchema).query(({ ctx, input }) => rehearsePolicy(ctx, input)),
  drills: staffProcedure.query(({ ctx }) => readDrills(ctx)),
  planDrill: managerProcedure.input(planDrillSchema).mutation(({ ctx, input }) => planDrill(ctx, input)),
  policiesNow: staffProcedure.query(({ ctx }) => readPoliciesNow(ctx)),
  policies: staffProcedure.query(({ ctx }) => readPolicies(ctx)),
  savePolicy: managerProcedure.input(savePolicySchema).mutation(({ ctx, input }) => savePolicy(ctx, input)),
  contacts: staffProcedure.query(({ ctx }) => readContacts(ctx, ctx.viewer)),
  pushKey: staffProcedure.query(() => env().VAPID_PUBLIC_KEY ?? null),
  addMail: staffProcedure
    .input(addMailSchema)
    .mutation(({ ctx, input }) => addMailMethod(ctx, ctx.viewer, input.address)),
  /** Which kinds this installation can send by. */
  channels: staffProcedure.query(() => ({ telephone: hasTwilio(env()) })),
  addMethod: staffProcedure
    .input(addMethodSchema)
    .mutation(({ ctx, input }) => addMethod(ctx, ctx.viewer, input, openCodeSender(env()))),
  resendCode: staffProcedure
    .input(byId)
    .mutation(({ ctx, input }) => resendCode(ctx, ctx.viewer, input.id, openCodeSender(env()))),
  saveQuietHours: staffProcedure
    .input(saveQuietHoursSchema)
    .mutation(({ ctx, input }) => saveQuietHours(ctx, ctx.viewer, input.hours, input.basedOn)),
  verify: staffProcedure.input(verifySchema).mutation(({ ctx, input }) => verifyMethod(ctx, ctx.viewer, input)),
  subscribePush: staffProcedure
    .input(subscribePushSchema)
    .mutation(({ ctx, input }) => subscribePush(ctx, ctx.viewer, input)),
  removeMethod: staffProcedure.input(byId).mutation(({ ctx, input }) => removeMethod(ctx, ctx.viewer, input.id)),
  testMethod: staffProcedure
    .input(testMethodSchema)
    .mutation(({ ctx, input }) =>
      withPageTransports(ctx, env(), (transports) => testMethod(ctx, ctx.viewer, input.id, transports)),
    ),
  saveRules: staffProcedure.input(saveRulesSchema).mutation(({ ctx, input }) => saveRules(ctx, ctx.viewer, input)),
})
