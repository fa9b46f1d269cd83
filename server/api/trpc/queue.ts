import { hastenBulk, readBulk, startBulk, undoBulk } from '@/server/tickets/bulk/bulk'
import { bulkSchema, startBulkSchema } from '@/server/tickets/bulk/schema'
import { ticketRights } from '@/server/tickets/rights.rules'
import { procedure, router } from '../procedures'
import { readSavedViews, removeView, saveView } from '@/server/tickets/views/saved'
import { removeViewSchema, saveViewSchema } from '@/server/tickets/views/schema'

export const bulkRouter = router({
  start: procedure(ticketRights.triage)
    .input(startBulkSchema)
    .mutation(({ ctx, input }) => startBulk(ctx, ctx.actor, input)),
  undo: procedure(ticketRights.triage)
    .input(bulkSchema)
    .mutation(({ ctx, input }) => undoBulk(ctx, ctx.actor, input)),
  hasten: procedure(ticketRights.triage)
    .input(bulkSchema)
    .mutation(({ ctx, input }) => hastenBulk(ctx, ctx.actor, input)),
  get: procedure(ticketRights.triage)
    .input(bulkSchema)
    .query(({ ctx, input }) => readBulk(ctx, ctx.actor, input)),
})

export const viewsRouter = router({
  list: procedure(ticketRights.keepViews).query(({ ctx }) => readSavedViews(ctx, ctx.actor)),
  save: procedure(ticketRights.keepViews)
    .input(saveViewSchema)
    .mutation(({ ctx, input }) => saveView(ctx, ctx.actor, input)),
  remove: procedure(ticketRights.keepViews)
    .input(removeViewSchema)
    .mutation(({ ctx, input }) => removeView(ctx, ctx.actor, input)),
})
