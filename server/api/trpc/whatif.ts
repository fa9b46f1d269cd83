import { whatIfRights } from '@/server/whatif/rights.rules'
import { procedure, router } from '../procedures'
import { replayInput, replayTicketsInput, startReplayInput } from '@/server/whatif/schema'
import { cancelReplay, listReplays, listReplayTickets, readReplay, startReplay } from '@/server/whatif/what-if'

export const whatIfRouter = router({
  list: procedure(whatIfRights.replay).query(({ ctx }) => listReplays(ctx, ctx.actor)),
  get: procedure(whatIfRights.replay)
    .input(replayInput)
    .query(({ ctx, input }) => readReplay(ctx, ctx.actor, input.id)),
  tickets: procedure(whatIfRights.replay)
    .input(replayTicketsInput)
    .query(({ ctx, input }) => listReplayTickets(ctx, ctx.actor, input)),
  start: procedure(whatIfRights.replay)
    .input(startReplayInput)
    .mutation(({ ctx, input }) => startReplay(ctx, ctx.actor, input)),
  cancel: procedure(whatIfRights.replay)
    .input(replayInput)
    .mutation(({ ctx, input }) => cancelReplay(ctx, ctx.actor, input.id)),
})
