import type { ContactKind } from '../facts'
import { bundleWindowMs, longestCallMs } from '../methods/notification.rules'

/**
 * When a refused notification is retried, and how long leases and bundles may delay it (SEMANTICS §3). Pure; epoch ms.
 */

/** A lease lasts this long from its last renewal; a worker that died is noticed after this time. */
export const leaseMs = 15_000
/**
 * Leases of earlier releases were longer than `leaseMs`; one that ends later than this was written by a wrong clock.
 */
export const maxLeaseMs = 30_000
/** The longest time for one request; after it the worker stops renewing the lease. */
export const maxRequestMs = 60_000

const firstPauseMs = 5_000
export const maxPauseMs = 60_000

/**
 * Returns the pause (ms) before a notification refused "not now" is retried: 5 s, doubled with every consecutive try,
 * at most 60 s. A pause that the other side asks for is used instead, within the same limits.
 * @param tries how often it has been tried; 1 after the first try
 */
export function retryPauseMs(tries: number, retryAfterMs: number | null = null): number {
  if (retryAfterMs !== null) return Math.min(maxPauseMs, Math.max(firstPauseMs, retryAfterMs))
  return Math.min(maxPauseMs, firstPauseMs * 2 ** Math.min(10, Math.max(0, tries - 1)))
}

/** Faults on our side after which a notification counts as failed: about six minutes of growing pauses. */
export const maxFaults = 10
/** Consecutive permanent failures after which a contact method is marked as failing. */
export const maxFailuresInRow = 3

/**
 * Whether `at` still lies ahead and delays something. An instant further ahead than its rule can set it was written by
 * a wrong clock and counts as passed.
 * @param longestMs how far ahead the rule can set it
 */
export const holdsUntil = (at: Date | null, now: Date, longestMs: number): at is Date =>
  at !== null && at > now && at.getTime() - now.getTime() <= longestMs

/** How long (ms) notifications wait after a first one to the same method, to go as one message. */
export const windowOf = (kind: ContactKind): number => bundleWindowMs(kind) ?? longestCallMs
/** The longest (ms) that a due notification may wait for a call, a storm, a pause or a lease. */
export const longestWaitMs = longestCallMs
