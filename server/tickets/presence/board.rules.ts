import { type Doing, doings } from './facts'

/** What a tab of somebody shows; `reference` is null when it shows no ticket any more. */
export interface Shown {
  userId: string
  stream: string
  tab: string
  reference: string | null
  doing: Doing
}

interface Entry extends Shown {
  reference: string
  heardAtMs: number
}

/** A presence that nobody has confirmed for this long has ended: its process has died. Confirmed every ten seconds. */
export const silenceMs = 30_000
/** Tabs of one browser that are counted. */
const maxTabs = 20

const keyOf = ({ userId, stream, tab }: Shown) => `${userId}:${stream}:${tab}`

/**
 * Who has which ticket open, as one web process knows it: every process hears every statement, and the process that
 * holds a browser's stream confirms its statements and withdraws them when the stream ends. It is kept in memory only,
 * because nothing depends on it. Times are milliseconds of a monotonic clock.
 */
export class PresenceBoard {
  private readonly entries = new Map<string, Entry>()

  /** Takes note of a statement. @returns the tickets whose readers should be told; none for a mere confirmation */
  hear(shown: Shown, nowMs: number): string[] {
    const key = keyOf(shown)
    const before = this.entries.get(key)
    const { reference } = shown
    if (reference === null) this.entries.delete(key)
    else if (before || this.ofStream(shown.userId, shown.stream).length < maxTabs)
      this.entries.set(key, { ...shown, reference, heardAtMs: nowMs })
    else return []
    if (before && before.reference === reference && before.doing === shown.doing) return []
    return [...new Set([before?.reference, reference])].filter((each) => typeof each === 'string')
  }

  /** Forgets what was not confirmed. @returns the tickets whose readers should be told */
  expire(nowMs: number): string[] {
    const over = [...this.entries].filter(([, { heardAtMs }]) => nowMs - heardAtMs >= silenceMs)
    for (const [key] of over) this.entries.delete(key)
    return [...new Set(over.map(([, { reference }]) => reference))]
  }

  ofStream(userId: string, stream: string): Shown[] {
    return [...this.entries.values()].filter((entry) => entry.userId === userId && entry.stream === stream)
  }

  /** Whether a tab of the stream shows the ticket. */
  isShown(userId: string, stream: string, reference: string): boolean {
    return this.ofStream(userId, stream).some((entry) => entry.reference === reference)
  }

  /** Everybody who has a ticket open, each once, with the most telling of what their tabs do. */
  on(reference: string): { id: string; doing: Doing }[] {
    const people = new Map<string, Doing>()
    for (const entry of this.entries.values()) {
      if (entry.reference !== reference) continue
      const known = people.get(entry.userId)
      if (known === undefined || doings.indexOf(entry.doing) > doings.indexOf(known))
        people.set(entry.userId, entry.doing)
    }
    return [...people].map(([id, doing]) => ({ id, doing }))
  }
}
