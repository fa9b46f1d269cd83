import { z } from 'zod'
import { cursorInput } from '@/server/infra/input/cursor-schema'
import { engineerProcedure, router, staffProcedure } from '../procedures'
import {
  countHandoffs,
  readBrief,
  readHandoffs,
  readNextHandoff,
  readPrefill,
  readTicketHandoff,
} from '@/server/tickets/handoff/reading'
import {
  acceptHandoffSchema,
  briefIdSchema,
  giveTicketSchema,
  keepHandoffSchema,
  saveHandoffSchema,
} from '@/server/tickets/handoff/schema'
import { acceptHandoff, giveTicket, keepEntry, saveEntry } from '@/server/tickets/handoff/briefs'
import { byReferenceSchema } from '@/server/tickets/schema'

export const handoffRouter = router({
  list: staffProcedure
    .input(z.object({ after: cursorInput }).default({}))
    .query(({ ctx, input }) => readHandoffs(ctx, ctx.viewer, input.after)),
  count: staffProcedure.query(({ ctx }) => countHandoffs(ctx, ctx.viewer)),
  next: staffProcedure.query(({ ctx }) => readNextHandoff(ctx)),
  get: staffProcedure.input(briefIdSchema).query(({ ctx, input }) => readBrief(ctx, ctx.viewer, input.id)),
  ofTicket: staffProcedure
    .input(byReferenceSchema)
    .query(({ ctx, input }) => readTicketHandoff(ctx, ctx.viewer, input.reference)),
  prefill: engineerProcedure
    .input(byReferenceSchema)
    .query(({ ctx, input }) => readPrefill(ctx, ctx.viewer, input.reference)),
  save: engineerProcedure.input(saveHandoffSchema).mutation(({ ctx, input }) => saveEntry(ctx, ctx.viewer, input)),
  keep: engineerProcedure.input(keepHandoffSchema).mutation(({ ctx, input }) => keepEntry(ctx, ctx.viewer, input)),
  accept: engineerProcedure
    .input(acceptHandoffSchema)
    .mutation(({ ctx, input }) => acceptHandoff(ctx, ctx.viewer, input)),
  give: engineerProcedure.input(giveTicketSchema).mutation(({ ctx, input }) => giveTicket(ctx, ctx.viewer, input)),
})
