import type { Client } from '@/server/infra/db/db'
import type { LiveListener } from '@/server/infra/live'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor, PersonActor } from '@/server/vocabulary/rights/actor'
import { ticketRights } from '../rights.rules'
import { type LiveChange, streamLifeMs } from './changes'
import { follow } from './followers'

interface LiveContext {
  db: Client
  live: LiveListener
}

/** Open streams of each account in this process, the oldest first. */
const open = new Map<string, Set<() => void>>()
/** Streams per account: a person has only a few browsers. */
const maxStreams = 5

/**
 * Registers a stream, and ends the account's oldest one beyond `maxStreams`, so that streams of vanished devices do not
 * lock anybody out. Returns a function that unregisters it.
 */
function enter(userId: string, end: () => void): () => void {
  const streams = open.get(userId) ?? new Set()
  open.set(userId, streams)
  for (const endOldest of streams) {
    if (streams.size < maxStreams) break
    endOldest()
  }
  streams.add(end)
  return () => {
    streams.delete(end)
    if (streams.size === 0 && open.get(userId) === streams) open.delete(userId)
  }
}

/** The receiver of a stream's changes. */
interface Receiver {
  send(change: LiveChange): void
  /** Called once when the stream is over, unless its receiver ended it. */
  end(): void
}

/**
 * The changes that a reader may see. The route of the live stream receives them directly (server/api/live-stream.ts); every other
 * caller of the procedure iterates over them.
 */
export class LiveChanges implements AsyncIterable<LiveChange, void> {
  constructor(
    private readonly ctx: LiveContext,
    private readonly viewer: PersonActor,
    private readonly stream: string | null,
  ) {}

  /**
   * Opens a stream. It ends after a random time, so that streams that began together after a deployment do not reconnect
   * together.
   * @returns a function that ends it
   */
  open({ send, end }: Receiver): () => void {
    const close = () => {
      life.removeEventListener('abort', endItself)
      unfollow()
      leave()
    }
    const endItself = () => {
      close()
      end()
    }
    const leave = enter(this.viewer.userId, endItself)
    const life = AbortSignal.timeout(Math.round(streamLifeMs()))
    life.addEventListener('abort', endItself, { once: true })
    const unfollow = follow(this.ctx.db, this.ctx.live, {
      viewer: this.viewer,
      stream: this.stream,
      send,
      end: endItself,
    })
    return close
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<LiveChange, void> {
    const changes: LiveChange[] = []
    let isOver = false
    let wake = () => {}
    const close = this.open({
      send(change) {
        changes.push(change)
        wake()
      },
      end() {
        isOver = true
        wake()
      },
    })
    try {
      for (;;) {
        yield* changes.splice(0)
        if (isOver) return
        if (changes.length === 0)
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    } finally {
      close()
    }
  }
}

/**
 * Follows what the actor can read; nothing is received before the result is opened or iterated over.
 * @param stream the browser's name for this stream: what its tabs show ends with it (server/tickets/presence)
 */
export function followChanges(ctx: LiveContext, actor: Actor, stream: string | null = null): LiveChanges {
  return new LiveChanges(ctx, authorise(actor, ticketRights.followChanges), stream)
}
