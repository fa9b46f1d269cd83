import { managerProcedure, publicProcedure, router, signedInProcedure } from '../procedures'
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
  policies: managerProcedure.query(({ ctx }) => listPolicies(ctx)),
  policyChanges: managerProcedure
    .input(policyChangesInput)
    .query(({ ctx, input }) => readPolicyChanges(ctx, input.policyId, input.after)),
  warningPercents: managerProcedure.query(({ ctx }) => readWarningPercents(ctx)),
  calendars: managerProcedure.query(({ ctx }) => listCalendars(ctx)),
  saveCalendar: managerProcedure
    .input(saveCalendarInput)
    .mutation(({ ctx, input }) => saveCalendar(ctx, ctx.viewer, input)),
  readHolidays: managerProcedure
    .input(readHolidaysInput)
    .mutation(({ ctx, input }) => readHolidayFile(ctx, input.text)),
  archiveCalendar: managerProcedure
    .input(archiveCalendarInput)
    .mutation(({ ctx, input }) => archiveCalendar(ctx, input)),
  publicMatrix: signedInProcedure.query(({ ctx }) => readMatrix(ctx, ctx.viewer)),
  publicPromise: publicProcedure.input(planKeyInput).query(({ ctx, input }) => readPublicPromise(ctx, input.planKey)),
  savePolicy: managerProcedure.input(savePolicyInput).mutation(({ ctx, input }) => savePolicy(ctx, ctx.viewer, input)),
  discardDraft: managerProcedure
    .input(discardDraftInput)
    .mutation(({ ctx, input }) => discardDraft(ctx, ctx.viewer, input)),
  callBackVersion: managerProcedure
    .input(callBackInput)
    .mutation(({ ctx, input }) => callBackVersion(ctx, ctx.viewer, input.versionId)),
  showPlan: managerProcedure.input(showPlanInput).mutation(({ ctx, input }) => showPlan(ctx, ctx.viewer, input)),
})
