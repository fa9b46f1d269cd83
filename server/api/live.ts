import { followChanges } from '@/server/tickets/live/live-changes'
import { z } from 'zod'
import { showPresence } from '@/server/tickets/presence/presence'
import { showPresenceSchema } from '@/server/tickets/presence/schema'
import { ticketRights } from '@/server/tickets/rights.rules'
import { procedure, router } from './procedures'

export const liveRouter = router({
  /**
   * Streams the changes that the actor may see, one stream per browser. A browser that reconnects refetches everything
   * on its screen, so missed messages are not replayed.
   */
  changes: procedure(ticketRights.followChanges)
    .input(z.object({ stream: z.uuid() }).optional())
    .subscription(({ ctx, input }) => followChanges(ctx, ctx.actor, input?.stream)),
  /** Says which ticket a tab shows; its stream carries who else has it open. */
  show: procedure(ticketRights.showPresence)
    .input(showPresenceSchema)
    .mutation(({ ctx, input }) => showPresence(ctx, ctx.actor, input)),
})
