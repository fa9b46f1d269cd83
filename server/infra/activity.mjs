import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'

/**
 * What this process is doing at present: the request that it answers, or the due row that it handles. Every log line
 * carries these fields (server/infra/log.ts), and every error answer the request id.
 * @typedef {{ requestId?: string, job?: string, jobId?: string, kind?: string, item?: string }} Activity
 */

// Plain JavaScript, because the guard of the web process runs without a build step. One storage per process: Next
// evaluates a module once per bundle.
const holder = /** @type {{ nightdeskActivity?: AsyncLocalStorage<Activity> }} */ (/** @type {unknown} */ (globalThis))
holder.nightdeskActivity ??= new AsyncLocalStorage()
const storage = holder.nightdeskActivity

/**
 * Runs `work`, and whatever it starts, as this activity; one that is already under way is replaced, not extended.
 * @template T
 * @param {Activity} activity
 * @param {() => T} work
 * @returns {T}
 */
export const runAs = (activity, work) => storage.run(activity, work)

/**
 * The fields of the current activity, as a new object; empty outside of any.
 * @returns {Activity}
 */
export const currentActivity = () => ({ ...storage.getStore() })

const usable = /^[A-Za-z0-9._-]{8,64}$/

/**
 * The id of a request: the one that a proxy in front gave it, when it is usable, else a new one. Anything else could
 * write lines of its own into the log.
 * @param {string | string[] | undefined} given the header `x-request-id`
 * @returns {string}
 */
export const requestIdOf = (given) => (typeof given === 'string' && usable.test(given) ? given : randomUUID())
