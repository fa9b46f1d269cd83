import { slaRights } from '@/server/sla/rights.rules'
import { procedure, router } from '../procedures'
import { archiveCalendarInput, readHolidaysInput, saveCalendarInput } from '@/server/sla/calendar/schema'
import { archiveCalendar, listCalendars, readHolidayFile, saveCalendar } from '@/server/sla/calendar/calendars'
import { readPolicyChanges } from '@/server/sla/policy/policy-changes'
import {
  callBackInput,
  discardDraftInput,
  planKeyInput,
  policyChangesInput,
  savePolicyInput,
  showPlanInput,
} from '@/server/sla/policy/schema'
import {
  callBackVersion,
  discardDraft,
  listPolicies,
  readMatrix,
  readPublicPromise,
  readWarningPercents,
  savePolicy,
  showPlan,
} from '@/server/sla/policy/policies'

export const slaRouter = router({
  policies: procedure(slaRights.readPolicies).query(({ ctx }) => listPolicies(ctx, ctx.actor)),
  policyChanges: procedure(slaRights.readPolicies)
    .input(policyChangesInput)
    .query(({ ctx, input }) => readPolicyChanges(ctx, ctx.actor, input.policyId, input.after)),
  warningPercents: procedure(slaRights.readPolicies).query(({ ctx }) => readWarningPercents(ctx, ctx.actor)),
  calendars: procedure(slaRights.readPolicies).query(({ ctx }) => listCalendars(ctx, ctx.actor)),
  saveCalendar: procedure(slaRights.changeCalendars)
    .input(saveCalendarInput)
    .mutation(({ ctx, input }) => saveCalendar(ctx, ctx.actor, input)),
  readHolidays: procedure(slaRights.changeCalendars)
    .input(readHolidaysInput)
    .mutation(({ ctx, input }) => readHolidayFile(ctx, ctx.actor, input.text)),
  archiveCalendar: procedure(slaRights.changeCalendars)
    .input(archiveCalendarInput)
    .mutation(({ ctx, input }) => archiveCalendar(ctx, ctx.actor, input)),
  publicMatrix: procedure(slaRights.readPromises).query(({ ctx }) => readMatrix(ctx, ctx.actor)),
  publicPromise: procedure(slaRights.readPublicPromise)
    .input(planKeyInput)
    .query(({ ctx, input }) => readPublicPromise(ctx, input.planKey)),
  savePolicy: procedure(slaRights.changePolicies)
    .input(savePolicyInput)
    .mutation(({ ctx, input }) => savePolicy(ctx, ctx.actor, input)),
  discardDraft: procedure(slaRights.changePolicies)
    .input(discardDraftInput)
    .mutation(({ ctx, input }) => discardDraft(ctx, ctx.actor, input)),
  callBackVersion: procedure(slaRights.changePolicies)
    .input(callBackInput)
    .mutation(({ ctx, input }) => callBackVersion(ctx, ctx.actor, input.versionId)),
  showPlan: procedure(slaRights.changePolicies)
    .input(showPlanInput)
    .mutation(({ ctx, input }) => showPlan(ctx, ctx.actor, input)),
})
