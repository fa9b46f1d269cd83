import { managerProcedure, router } from '@/server/trpc'
import { replayInput, replayTicketsInput, startReplayInput } from './what-if-schema'
import { cancelReplay, listReplays, listReplayTickets, readReplay, startReplay } from './what-if-service'

export const whatIfRouter = router({
  list: managerProcedure.query(({ ctx }) => listReplays(ctx)),
  get: managerProcedure.input(replayInput).query(({ ctx, input }) => readReplay(ctx, input.id)),
  tickets: managerProcedure.input(replayTicketsInput).query(({ ctx, input }) => listReplayTickets(ctx, input)),
  start: managerProcedure.input(startReplayInput).mutation(({ ctx, input }) => startReplay(ctx, ctx.viewer, input)),
  cancel: managerProcedure.input(replayInput).mutation(({ ctx, input }) => cancelReplay(ctx, input.id)),
})
