import type { Client } from '@/server/infra/db/db'
import type { LiveListener, LiveMessage } from '@/server/infra/live'
import { log } from '@/server/infra/log'
import type { PersonActor } from '@/server/vocabulary/rights/actor'
import { changesOf, type LiveChange, mayConcern, selectChanged } from './changes'

/** One open stream of a reader. */
export interface Follower {
  readonly viewer: PersonActor
  /** Receives a change that the viewer may see; readers of the same change receive the same object. */
  send(change: LiveChange): void
  /** Called when the stream must end, because the reader has to be authenticated again. */
  end(): void
}

/** The streams of this process, which share one listener: a change is read once, however many of them are open. */
class Followers {
  private readonly open = new Set<Follower>()
  /** Settles when the changes so far are sent: a change never overtakes an earlier one. */
  private sent: Promise<void> = Promise.resolve()

  constructor(
    private readonly client: Client,
    private readonly events: LiveListener['events'],
  ) {}

  add(follower: Follower): void {
    if (this.open.size === 0) this.events.on('message', this.receive).on('gap', this.endAll)
    this.open.add(follower)
  }

  remove(follower: Follower): void {
    if (this.open.delete(follower) && this.open.size === 0)
      this.events.off('message', this.receive).off('gap', this.endAll)
  }

  private end(follower: Follower): void {
    this.remove(follower)
    follower.end()
  }

  /** A missed message may have ended a session: all streams end, and reconnecting authenticates their readers again. */
  private readonly endAll = () => {
    for (const follower of [...this.open]) this.end(follower)
  }

  private readonly receive = (message: LiveMessage) => {
    if (message.kind === 'session') {
      // A deactivated account's streams end at once.
      for (const follower of [...this.open]) if (follower.viewer.userId === message.userId) this.end(follower)
      return
    }
    const concerned = [...this.open].filter(({ viewer }) => mayConcern(viewer, message))
    if (concerned.length === 0) return
    const reading = selectChanged(this.client, message)
    // Handled below, when the earlier changes are sent.
    reading.catch(() => undefined)
    this.sent = this.sent.then(async () => {
      try {
        const changeFor = changesOf(message, await reading)
        for (const follower of concerned) {
          const change = this.open.has(follower) ? changeFor(follower.viewer) : null
          if (change) follower.send(change)
        }
      } catch (error) {
        log.warn({ err: (error as Error).message }, 'a live change could not be read')
        for (const follower of concerned) if (this.open.has(follower)) this.end(follower)
      }
    })
  }
}

const processes = new WeakMap<LiveListener, Followers>()

/**
 * Sends a reader the changes that they may see from now on, in order. Rights are checked per change and reader; the
 * ticket of a change is read once for all readers.
 * @returns a function that ends it without calling `end`
 */
export function follow(client: Client, live: LiveListener, follower: Follower): () => void {
  const followers = processes.get(live) ?? new Followers(client, live.events)
  processes.set(live, followers)
  followers.add(follower)
  return () => followers.remove(follower)
}
