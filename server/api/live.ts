import { followChanges } from '@/server/tickets/live/live-changes'
import { ticketRights } from '@/server/tickets/rights.rules'
import { procedure, router } from './procedures'

export const liveRouter = router({
  /**
   * Streams the changes that the actor may see, one stream per browser. A browser that reconnects refetches everything
   * on its screen, so missed messages are not replayed.
   */
  changes: procedure(ticketRights.followChanges).subscription(({ ctx }) => followChanges(ctx, ctx.actor)),
})
