import { z } from 'zod'
import { instantInput } from '@/server/infra/input/instant-schema'
import { engineerProcedure, managerProcedure, router, staffProcedure } from '../procedures'
import { makeFeed, readFeed, revokeFeed } from '@/server/oncall/feed/feeds'
import { previewSchedule, previewScheduleInput } from '@/server/oncall/schedule/preview'
import {
  addOverride,
  addOverrideSchema,
  onCallOverview,
  readSchedule,
  removeOverride,
  saveSchedule,
  saveScheduleSchema,
} from '@/server/oncall/schedule/schedules'
import { askSwap, askSwapSchema, decideSwap, readSwaps } from '@/server/oncall/swap/swaps'

const decisionSchema = z.object({ id: z.uuid(), decision: z.enum(['accepted', 'declined', 'withdrawn']) })
const feedSchema = z.object({ scheduleId: z.uuid().nullable() })
const rangeSchema = z
  .object({ id: z.uuid(), from: instantInput, to: instantInput })
  .refine(({ from, to }) => to > from && to.getTime() - from.getTime() <= 120 * 24 * 60 * 60_000, {
    path: ['to'],
    message: 'rangeTooLong',
  })

export const oncallRouter = router({
  now: staffProcedure.query(({ ctx }) => onCallOverview(ctx.db, ctx.now())),
  schedule: staffProcedure
    .input(rangeSchema)
    .query(({ ctx, input }) => readSchedule(ctx, input.id, input.from, input.to)),
  previewSchedule: managerProcedure.input(previewScheduleInput).query(({ ctx, input }) => previewSchedule(ctx, input)),
  saveSchedule: managerProcedure
    .input(saveScheduleSchema)
    .mutation(({ ctx, input }) => saveSchedule(ctx, ctx.viewer, input)),
  addOverride: engineerProcedure
    .input(addOverrideSchema)
    .mutation(({ ctx, input }) => addOverride(ctx, ctx.viewer, input)),
  swaps: staffProcedure
    .input(z.object({ scheduleId: z.uuid() }))
    .query(({ ctx, input }) => readSwaps(ctx, input.scheduleId)),
  askSwap: engineerProcedure.input(askSwapSchema).mutation(({ ctx, input }) => askSwap(ctx, ctx.viewer, input)),
  decideSwap: staffProcedure.input(decisionSchema).mutation(({ ctx, input }) => decideSwap(ctx, ctx.viewer, input)),
  feed: staffProcedure.input(feedSchema).query(({ ctx, input }) => readFeed(ctx, ctx.viewer, input.scheduleId)),
  makeFeed: staffProcedure.input(feedSchema).mutation(({ ctx, input }) => makeFeed(ctx, ctx.viewer, input.scheduleId)),
  revokeFeed: staffProcedure
    .input(feedSchema)
    .mutation(({ ctx, input }) => revokeFeed(ctx, ctx.viewer, input.scheduleId)),
  removeOverride: engineerProcedure
    .input(z.object({ id: z.uuid() }))
    .mutation(({ ctx, input }) => removeOverride(ctx, ctx.viewer, input.id)),
})
