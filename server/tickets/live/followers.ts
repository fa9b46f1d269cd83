import type { Client } from '@/server/infra/db/db'
import { log } from '@/server/infra/log'
import type { PersonActor } from '@/server/vocabulary/rights/actor'
import { usersByIds } from '@/server/accounts/sign-in/options'
import { type LiveListener, type LiveMessage, notifyLive } from '@/server/infra/live'
import { can } from '@/server/vocabulary/rights/rights'
import { PresenceBoard, type Shown } from '../presence/board.rules'
import { ticketRights } from '../rights.rules'
import { changesOf, type LiveChange, mayConcern, selectChanged } from './changes'

/** One open stream of a reader. */
export interface Follower {
  readonly viewer: PersonActor
  /** The browser's name for it; null when none of its tabs says what it shows. */
  readonly stream: string | null
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
  private readonly present = new PresenceBoard()
  private readonly names = new Map<string, string>()

  constructor(
    private readonly client: Client,
    private readonly events: LiveListener['events'],
  ) {}

  add(follower: Follower): void {
    if (this.open.size === 0) this.events.on('message', this.receive).on('gap', this.endAll).on('beat', this.confirm)
    this.open.add(follower)
  }

  remove(follower: Follower): void {
    if (!this.open.delete(follower)) return
    this.withdraw(follower)
    if (this.open.size === 0) this.events.off('message', this.receive).off('gap', this.endAll).off('beat', this.confirm)
  }

  /** Says to all processes that the tabs of a stream that has ended show nothing any more. */
  private withdraw({ viewer: { userId }, stream }: Follower): void {
    const shown = stream === null ? [] : this.present.ofStream(userId, stream)
    if (shown.length > 0) this.say(shown.map((each) => ({ ...each, reference: null })))
  }

  private say(shown: readonly Shown[]): void {
    const messages = shown.map(({ userId, stream, tab, reference, doing }) => {
      return { kind: 'presence' as const, userId, stream, tab, reference, doing }
    })
    // Without the database nobody hears it: a presence that is not confirmed ends by itself.
    notifyLive(this.client, messages).catch((error: Error) => log.warn({ err: error.message }, 'presence'))
  }

  /** Confirms what the tabs of this process's streams show, and forgets what no process confirms. */
  private readonly confirm = () => {
    for (const reference of this.present.expire(performance.now())) this.announce(reference)
    const own = [...this.open].flatMap(({ viewer: { userId }, stream }) =>
      stream === null ? [] : this.present.ofStream(userId, stream),
    )
    if (own.length > 0) this.say(own)
  }

  private hear(shown: Shown): void {
    for (const reference of this.present.hear(shown, performance.now())) this.announce(reference)
  }

  /** Sends who has a ticket open to the colleagues who have it open themselves, in this process. */
  private announce(reference: string): void {
    const isReader = ({ viewer, stream }: Follower) =>
      stream !== null &&
      can(viewer, ticketRights.showPresence) &&
      this.present.isShown(viewer.userId, stream, reference)
    if (![...this.open].some(isReader)) return
    this.sent = this.sent.then(async () => {
      try {
        const people = this.present.on(reference)
        const unknown = people.filter(({ id }) => !this.names.has(id)).map(({ id }) => id)
        for (const [id, { name }] of await usersByIds(this.client, unknown)) this.names.set(id, name)
        const change: LiveChange = {
          kind: 'presence',
          reference,
          people: people.map(({ id, doing }) => ({ id, doing, name: this.names.get(id) ?? '' })),
        }
        for (const follower of [...this.open].filter(isReader)) follower.send(change)
      } catch (error) {
        log.warn({ err: (error as Error).message }, 'presence could not be read')
      }
    })
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
    if (message.kind === 'presence') return this.hear(message)
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
