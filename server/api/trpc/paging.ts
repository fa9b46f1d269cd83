import { pagingRights } from '@/server/paging/rights.rules'
import { z } from 'zod'
import { DomainError, notFound } from '@/server/infra/errors'
import { env } from '@/server/infra/env'
import { hasTwilio } from '@/server/integrations/twilio/twilio'
import { type Context, procedure, router } from '../procedures'
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
import { readFailingMethods } from '@/server/paging/methods/failures'
import { readPoliciesNow } from '@/server/paging/coverage/overview'
import { readPageLog, readPolicies, savePolicy, savePolicySchema } from '@/server/paging/policy/policies'
import { addResponders, reachableStaff, reassignPage, snoozePage } from '@/server/paging/page/responses'
import { rehearsalSchema, rehearsePolicy } from '@/server/paging/policy/rehearsal'
import { acknowledgePage } from '@/server/paging/page/pages'
import { testMethod, testMethodSchema } from '@/server/paging/methods/test-message'
import { openCodeSender, withPageTransports } from '@/server/paging/delivery/transports'
import { waitingPages } from '@/server/paging/waiting/waiting'

/** Returns a context on the vital pool, so that acknowledging never waits behind other requests. */
const vital = (ctx: Context): Context => ({ ...ctx, db: ctx.vital ?? ctx.db })

const byId = z.object({ id: z.uuid() })

export const pagingRouter = router({
  /** Contact methods that fail: the actor's own, and for administrators also other people's. */
  failingMethods: procedure(pagingRights.keepOwnMethods).query(({ ctx }) => readFailingMethods(ctx, ctx.actor)),
  waiting: procedure(pagingRights.readPages).query(({ ctx }) => waitingPages(ctx, ctx.actor)),
  acknowledge: procedure(pagingRights.answerPage)
    .input(z.object({ pageId: z.uuid() }))
    .mutation(async ({ ctx, input }) => {
      const answer = await acknowledgePage(vital(ctx), ctx.actor, { pageId: input.pageId, via: 'desk' })
      if (answer.outcome === 'unknown') throw notFound(input.pageId)
      if (answer.outcome === 'closed') throw new DomainError('CONFLICT', 'pageClosed')
      return answer
    }),
  snooze: procedure(pagingRights.answerPage)
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
    .mutation(({ ctx, input }) => snoozePage(ctx, ctx.actor, input)),
  reassign: procedure(pagingRights.answerPage)
    .input(z.object({ pageId: z.uuid(), engineerId: z.uuid() }))
    .mutation(({ ctx, input }) => reassignPage(ctx, ctx.actor, input)),
  addResponders: procedure(pagingRights.askForHelp)
    .input(z.object({ pageId: z.uuid(), engineerIds: z.array(z.uuid()).min(1).max(20) }))
    .mutation(({ ctx, input }) => addResponders(ctx, ctx.actor, input)),
  reachable: procedure(pagingRights.readPages).query(({ ctx }) => reachableStaff(ctx, ctx.actor)),
  page: procedure(pagingRights.readPages)
    .input(z.object({ pageId: z.uuid() }))
    .query(({ ctx, input }) => readPageLog(ctx, ctx.actor, input.pageId)),
  coverage: procedure(pagingRights.readPages).query(({ ctx }) => readCoverage(ctx, ctx.actor)),
  load: procedure(pagingRights.readPages)
    .input(loadSchema)
    .query(({ ctx, input }) => readLoad(ctx, ctx.actor, input)),
  rehearse: procedure(pagingRights.readPages)
    .input(rehearsalSchema)
    .query(({ ctx, input }) => rehearsePolicy(ctx, ctx.actor, input)),
  drills: procedure(pagingRights.readPages).query(({ ctx }) => readDrills(ctx, ctx.actor)),
  planDrill: procedure(pagingRights.changePolicies)
    .input(planDrillSchema)
    .mutation(({ ctx, input }) => planDrill(ctx, ctx.actor, input)),
  policiesNow: procedure(pagingRights.readPages).query(({ ctx }) => readPoliciesNow(ctx, ctx.actor)),
  policies: procedure(pagingRights.readPages).query(({ ctx }) => readPolicies(ctx, ctx.actor)),
  savePolicy: procedure(pagingRights.changePolicies)
    .input(savePolicySchema)
    .mutation(({ ctx, input }) => savePolicy(ctx, ctx.actor, input)),
  contacts: procedure(pagingRights.keepOwnMethods).query(({ ctx }) => readContacts(ctx, ctx.actor)),
  pushKey: procedure(pagingRights.keepOwnMethods).query(() => env().VAPID_PUBLIC_KEY ?? null),
  addMail: procedure(pagingRights.keepOwnMethods)
    .input(addMailSchema)
    .mutation(({ ctx, input }) => addMailMethod(ctx, ctx.actor, input.address)),
  /** The channels that this installation can send through. */
  channels: procedure(pagingRights.keepOwnMethods).query(() => ({ telephone: hasTwilio(env()) })),
  addMethod: procedure(pagingRights.keepOwnMethods)
    .input(addMethodSchema)
    .mutation(({ ctx, input }) => addMethod(ctx, ctx.actor, input, openCodeSender(env()))),
  resendCode: procedure(pagingRights.keepOwnMethods)
    .input(byId)
    .mutation(({ ctx, input }) => resendCode(ctx, ctx.actor, input.id, openCodeSender(env()))),
  saveQuietHours: procedure(pagingRights.keepOwnMethods)
    .input(saveQuietHoursSchema)
    .mutation(({ ctx, input }) => saveQuietHours(ctx, ctx.actor, input.hours, input.basedOn)),
  verify: procedure(pagingRights.keepOwnMethods)
    .input(verifySchema)
    .mutation(({ ctx, input }) => verifyMethod(ctx, ctx.actor, input)),
  subscribePush: procedure(pagingRights.keepOwnMethods)
    .input(subscribePushSchema)
    .mutation(({ ctx, input }) => subscribePush(ctx, ctx.actor, input)),
  removeMethod: procedure(pagingRights.keepOwnMethods)
    .input(byId)
    .mutation(({ ctx, input }) => removeMethod(ctx, ctx.actor, input.id)),
  testMethod: procedure(pagingRights.keepOwnMethods)
    .input(testMethodSchema)
    .mutation(({ ctx, input }) =>
      withPageTransports(ctx, env(), (transports) => testMethod(ctx, ctx.actor, input.id, transports)),
    ),
  saveRules: procedure(pagingRights.keepOwnMethods)
    .input(saveRulesSchema)
    .mutation(({ ctx, input }) => saveRules(ctx, ctx.actor, input)),
})
