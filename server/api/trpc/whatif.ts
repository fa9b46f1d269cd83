import { managerProcedure, router } from '../procedures'
import { replayInput, replayTicketsInput, startReplayInput } from '@/server/whatif/schema'
import { cancelReplay, listReplays, listReplayTickets, readReplay, startReplay } from '@/server/whatif/what-if'

export const whatIfRouter = router({
  list: managerProcedure.query(({ ctx }) => listReplays(ctx)),
  get: managerProcedure.input(replayInput).query(({ ctx, input }) => readReplay(ctx, input.id)),
  tickets: managerProcedure.input(replayTicketsInput).query(({ ctx, input }) => listReplayTickets(ctx, input)),
  start: managerProcedure.input(startReplayInput).mutation(({ ctx, input }) => startReplay(ctx, ctx.viewer, input)),
  cancel: managerProcedure.input(replayInput).mutation(({ ctx, input }) => cancelReplay(ctx, input.id)),
})
