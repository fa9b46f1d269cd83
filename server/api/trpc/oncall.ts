import { oncallRights } from '@/server/oncall/rights.rules'
import { z } from 'zod'
import { instantInput } from '@/server/infra/input/instant-schema'
import { procedure, router } from '../procedures'
import { makeFeed, readFeed, revokeFeed } from '@/server/oncall/feed/feeds'
import { previewSchedule, previewScheduleInput } from '@/server/oncall/schedule/preview'
import {
  addOverride,
  addOverrideSchema,
  readOnCall,
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
  now: procedure(oncallRights.readOnCall).query(({ ctx }) => readOnCall(ctx, ctx.actor)),
  schedule: procedure(oncallRights.readOnCall)
    .input(rangeSchema)
    .query(({ ctx, input }) => readSchedule(ctx, ctx.actor, input.id, input.from, input.to)),
  previewSchedule: procedure(oncallRights.changeSchedules)
    .input(previewScheduleInput)
    .query(({ ctx, input }) => previewSchedule(ctx, ctx.actor, input)),
  saveSchedule: procedure(oncallRights.changeSchedules)
    .input(saveScheduleSchema)
    .mutation(({ ctx, input }) => saveSchedule(ctx, ctx.actor, input)),
  addOverride: procedure(oncallRights.changeOverrides)
    .input(addOverrideSchema)
    .mutation(({ ctx, input }) => addOverride(ctx, ctx.actor, input)),
  swaps: procedure(oncallRights.readOnCall)
    .input(z.object({ scheduleId: z.uuid() }))
    .query(({ ctx, input }) => readSwaps(ctx, ctx.actor, input.scheduleId)),
  askSwap: procedure(oncallRights.askSwap)
    .input(askSwapSchema)
    .mutation(({ ctx, input }) => askSwap(ctx, ctx.actor, input)),
  decideSwap: procedure(oncallRights.decideSwap)
    .input(decisionSchema)
    .mutation(({ ctx, input }) => decideSwap(ctx, ctx.actor, input)),
  feed: procedure(oncallRights.keepCalendarAddress)
    .input(feedSchema)
    .query(({ ctx, input }) => readFeed(ctx, ctx.actor, input.scheduleId)),
  makeFeed: procedure(oncallRights.keepCalendarAddress)
    .input(feedSchema)
    .mutation(({ ctx, input }) => makeFeed(ctx, ctx.actor, input.scheduleId)),
  revokeFeed: procedure(oncallRights.keepCalendarAddress)
    .input(feedSchema)
    .mutation(({ ctx, input }) => revokeFeed(ctx, ctx.actor, input.scheduleId)),
  removeOverride: procedure(oncallRights.changeOverrides)
    .input(z.object({ id: z.uuid() }))
    .mutation(({ ctx, input }) => removeOverride(ctx, ctx.actor, input.id)),
})
