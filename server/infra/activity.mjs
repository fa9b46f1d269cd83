import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'

/**
 * What this process is doing: the request that it answers, or the due row that it handles. Every log line has these
 * fields (server/infra/log.ts), and every error response has the request id.
 * @typedef {{ requestId?: string, job?: string, jobId?: string, kind?: string, item?: string }} Activity
 */

// Plain JavaScript, because the guard of the web process runs without a build step. One storage per process: Next
// evaluates a module once per bundle.
const holder = /** @type {{ nightdeskActivity?: AsyncLocalStorage<Activity> }} */ (/** @type {unknown} */ (globalThis))
holder.nightdeskActivity ??= new AsyncLocalStorage()
const storage = holder.nightdeskActivity

/**
 * Runs `work`, and everything that it starts, as this activity, which replaces an outer one instead of extending it.
 * @template T
 * @param {Activity} activity
 * @param {() => T} work
 * @returns {T}
 */
export const runAs = (activity, work) => storage.run(activity, work)

/**
 * Returns the fields of the current activity as a new object; empty when there is none.
 * @returns {Activity}
 */
export const currentActivity = () => ({ ...storage.getStore() })

const usable = /^[A-Za-z0-9._-]{8,64}$/

/**
 * Returns the id of a request: the one that a proxy in front assigned, if it is well-formed, else a new one. Other
 * values could inject lines into the log.
 * @param {string | string[] | undefined} given the header `x-request-id`
 * @returns {string}
 */
export const requestIdOf = (given) => (typeof given === 'string' && usable.test(given) ? given : randomUUID())
