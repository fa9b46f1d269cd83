import type { ContactKind } from '../schema'
import { bundleWindowMs, longestCallMs } from '../methods/notification.rules'

/** When a refused notification is tried again, and for how long others may hold it (SEMANTICS §3). Pure; epoch ms. */

/** A lease lasts so long from its last renewal: a worker that died is noticed after this. */
export const leaseMs = 15_000
/** Leases of earlier releases were longer; one that ends later than this was given by a wrong clock. */
export const maxLeaseMs = 30_000
/** One request may take so long; its worker stops renewing the lease then. */
export const maxRequestMs = 60_000

const firstPauseMs = 5_000
export const maxPauseMs = 60_000

/**
 * The pause before the next try of what was refused "not now": 5 s, doubled with every try in a row, at most 60 s. What
 * the other side asks for counts instead, within the same limits.
 * @param tries how often it has been tried, 1 after the first
 */
export function retryPauseMs(tries: number, retryAfterMs: number | null = null): number {
  if (retryAfterMs !== null) return Math.min(maxPauseMs, Math.max(firstPauseMs, retryAfterMs))
  return Math.min(maxPauseMs, firstPauseMs * 2 ** Math.min(10, Math.max(0, tries - 1)))
}

/** Faults of our own until a notification counts as failed: about eight minutes of growing pauses. */
export const maxFaults = 10
/** Permanent failures in a row until a contact method is marked as failing. */
export const maxFailuresInRow = 3

/**
 * Whether an instant still holds something back: one that lies further ahead than its own rule allows was written by a
 * wrong clock and counts as passed.
 * @param longestMs how far ahead the rule that writes it can set it
 */
export const holdsUntil = (at: Date | null, now: Date, longestMs: number): at is Date =>
  at !== null && at > now && at.getTime() - now.getTime() <= longestMs

/** How long notifications that follow a first one wait for it. */
export const windowOf = (kind: ContactKind): number => bundleWindowMs(kind) ?? longestCallMs
/** A notification that is due by its rule waits no longer than this for anything: a call, a storm, a pause, a lease. */
export const longestWaitMs = longestCallMs
