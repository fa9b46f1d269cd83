import { ticketRights } from '@/server/tickets/rights.rules'
import { z } from 'zod'
import { cursorInput } from '@/server/infra/input/cursor-schema'
import { procedure, router } from '../procedures'
import {
  countHandoffs,
  readBrief,
  readHandoffs,
  readNextHandoff,
  readPrefill,
  readTicketHandoff,
} from '@/server/handoff/reading'
import {
  acceptHandoffSchema,
  briefIdSchema,
  giveTicketSchema,
  keepHandoffSchema,
  saveHandoffSchema,
} from '@/server/handoff/schema'
import { acceptHandoff, handOverTicket, keepEntry, saveEntry } from '@/server/handoff/briefs'
import { byReferenceSchema } from '@/server/tickets/schema'

export const handoffRouter = router({
  list: procedure(ticketRights.readBriefs)
    .input(z.object({ after: cursorInput }).default({}))
    .query(({ ctx, input }) => readHandoffs(ctx, ctx.actor, input.after)),
  count: procedure(ticketRights.readBriefs).query(({ ctx }) => countHandoffs(ctx, ctx.actor)),
  next: procedure(ticketRights.readBriefs).query(({ ctx }) => readNextHandoff(ctx, ctx.actor)),
  get: procedure(ticketRights.readBriefs)
    .input(briefIdSchema)
    .query(({ ctx, input }) => readBrief(ctx, ctx.actor, input.id)),
  ofTicket: procedure(ticketRights.readBriefs)
    .input(byReferenceSchema)
    .query(({ ctx, input }) => readTicketHandoff(ctx, ctx.actor, input.reference)),
  prefill: procedure(ticketRights.handOverTicket)
    .input(byReferenceSchema)
    .query(({ ctx, input }) => readPrefill(ctx, ctx.actor, input.reference)),
  save: procedure(ticketRights.writeBrief)
    .input(saveHandoffSchema)
    .mutation(({ ctx, input }) => saveEntry(ctx, ctx.actor, input)),
  keep: procedure(ticketRights.writeBrief)
    .input(keepHandoffSchema)
    .mutation(({ ctx, input }) => keepEntry(ctx, ctx.actor, input)),
  accept: procedure(ticketRights.acceptBrief)
    .input(acceptHandoffSchema)
    .mutation(({ ctx, input }) => acceptHandoff(ctx, ctx.actor, input)),
  give: procedure(ticketRights.handOverTicket)
    .input(giveTicketSchema)
    .mutation(({ ctx, input }) => handOverTicket(ctx, ctx.actor, input)),
})
