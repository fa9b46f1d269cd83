import { on } from 'node:events'
import type { LiveMessage } from '@/server/infra/live'
import { ticketRights } from '@/server/tickets/rights.rules'
import { procedure, router } from './procedures'
import { changeFor, type LiveChange, streamLifeMs } from '@/server/tickets/live/changes'

/** Open streams of each account in this process, the oldest first. */
const open = new Map<string, Set<AbortController>>()
/** Streams per account. A person has only a few browsers, and each change costs a query per stream. */
const maxStreams = 5

/**
 * Registers a stream, and ends the account's oldest one beyond `maxStreams`, so that streams of vanished devices do not
 * lock anybody out. Returns a function that unregisters it.
 */
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
   * Streams the changes that the actor may see, one stream per browser. A browser that reconnects refetches everything
   * on its screen, so missed messages are not replayed. Each stream ends after a random time, so that streams that
   * began together after a deployment do not reconnect together.
   */
  changes: procedure(ticketRights.followChanges).subscription(async function* ({
    ctx,
    signal,
  }): AsyncGenerator<LiveChange> {
    const abort = new AbortController()
    signal?.addEventListener('abort', () => abort.abort(), { once: true })
    const leave = enter(ctx.actor.userId, abort)
    AbortSignal.timeout(Math.round(streamLifeMs())).addEventListener('abort', () => abort.abort(), { once: true })
    // A missed message may have ended this session: the stream ends, and reconnecting authenticates the reader again.
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
