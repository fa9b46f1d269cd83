import { on } from 'node:events'
import type { LiveMessage } from '@/server/infra/live'
import { ticketRights } from '@/server/tickets/rights.rules'
import { procedure, router } from './procedures'
import { changeFor, type LiveChange, streamLifeMs } from '@/server/tickets/live/changes'

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
  /**
   * One stream per browser. A browser that reconnects refetches everything on its screen, so the stream does not replay missed messages.
   * Each stream ends after a time of its own: streams that began together, after a deploy, do not come back together.
   */
  changes: procedure(ticketRights.followChanges).subscription(async function* ({
    ctx,
    signal,
  }): AsyncGenerator<LiveChange> {
    const abort = new AbortController()
    signal?.addEventListener('abort', () => abort.abort(), { once: true })
    const leave = enter(ctx.actor.userId, abort)
    AbortSignal.timeout(Math.round(streamLifeMs())).addEventListener('abort', () => abort.abort(), { once: true })
    // What was not heard may have been the end of this session: its reader comes back, and is asked who they are.
    const lost = () => abort.abort()
    ctx.live.events.once('gap', lost)
    const inbox = on(ctx.live.events, 'message', { signal: abort.signal })
    try {
      for await (const [message] of inbox as AsyncIterable<[LiveMessage]>) {
        // A deactivated account's streams end at once.
        if (message.kind === 'session' && message.userId === ctx.actor.userId) return
        const change = await changeFor(ctx.db, ctx.actor, message)
        if (change) yield change
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
