import { hastenBulk, readBulk, startBulk, undoBulk } from '@/server/tickets/bulk/bulk'
import { bulkSchema, startBulkSchema } from '@/server/tickets/bulk/schema'
import { ticketRights } from '@/server/tickets/rights.rules'
import { procedure, router } from '../procedures'

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
