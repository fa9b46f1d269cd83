import { on } from 'node:events'
import { tracked } from '@trpc/server'
import { z } from 'zod'
import type { LiveMessage } from '@/server/infra/live'
import { router, signedInProcedure } from '@/server/trpc'
import { changeFor, changesSince, type LiveChange } from './live-service'

/** Rows are written a moment before their notification arrives: look back a little further than the last event. */
const overlapMs = 5_000

/** Open streams of each account in this process, the oldest first. */
const open = new Map<string, Set<AbortController>>()
/** A person has a few browsers; each change costs a question for each stream. */
const maxStreams = 5

/** Notes a stream, and ends the account's oldest when there would be too many: a device that went away is no lockout. */
function enter(userId: string, stream: AbortController): () => void {
  const streams = open.get(userId) ?? new Set()
  open.set(userId, streams)
  for (const oldest of streams) {
    if (streams.size < maxStreams) break
    streams.delete(oldest)
    oldest.abort()
  }
  streams.add(stream)
  return () => {
    streams.delete(stream)
    if (streams.size === 0 && open.get(userId) === streams) open.delete(userId)
  }
}

export const liveRouter = router({
  /** One stream a browser. The event id is the instant it was sent; a reconnect catches up from rows by it. */
  changes: signedInProcedure
    .input(z.object({ lastEventId: z.string().max(40).nullish() }).optional())
    .subscription(async function* ({ ctx, input, signal }) {
      const abort = new AbortController()
      signal?.addEventListener('abort', () => abort.abort(), { once: true })
      const leave = enter(ctx.viewer.userId, abort)
      let sent = 0
      const stamp = () => `${ctx.now().getTime()}-${(sent += 1)}`
      // What was not heard may have been the end of this session: its reader comes back, and is asked who they are.
      const lost = () => abort.abort()
      ctx.live.events.once('gap', lost)
      const inbox = on(ctx.live.events, 'message', { signal: abort.signal })
      const since = Number(input?.lastEventId?.split('-')[0])
      try {
        if (Number.isFinite(since) && since > 0)
          for (const change of await changesSince(ctx.db, ctx.viewer, new Date(since - overlapMs)))
            yield tracked<LiveChange>(stamp(), change)
        for await (const [message] of inbox as AsyncIterable<[LiveMessage]>) {
          // A deactivated account's streams end at once.
          if (message.kind === 'session' && message.userId === ctx.viewer.userId) return
          const change = await changeFor(ctx.db, ctx.viewer, message)
          if (change) yield tracked(stamp(), change)
        }
      } catch (error) {
        if (!abort.signal.aborted) throw error
      } finally {
        leave()
        ctx.live.events.off('gap', lost)
        abort.abort()
      }
    }),
})
