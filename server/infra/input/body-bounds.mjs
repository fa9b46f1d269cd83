/**
 * How long the body of a request may be, in bytes, by its path: the one place that says so. Plain JavaScript, because the
 * web process reads it before anything is compiled (scripts/start/guard.mjs).
 */
const kB = 1024
const MB = 1024 * kB

/** What no line below names, sign-in and new routes included. */
const defaultBound = 64 * kB
const anyProcedure = 256 * kB

/** Procedures that take more. @type {Record<string, number>} */
export const procedureBounds = {
  // A calendar file of a million characters, escaped.
  'sla.readHolidays': 6 * MB,
  // An article has 60,000 characters.
  'knowledge.save': MB,
  // A text of 20,000 characters, and the texts of other devices that are kept beside it.
  'drafts.save': MB,
}

/** A form around a file of 25 MB (server/tickets/schema.ts). */
export const fileBound = 25 * MB + defaultBound

/** @type {Record<string, number>} */
const routeBounds = {
  '/api/files': fileBound,
}

const procedures = '/api/trpc/'

/**
 * The bound of a path, without query. Procedures that are called together get the bound of the one that may take least.
 * @param {string} path
 * @returns {number} bytes
 */
export function maxBodyBytes(path) {
  if (Object.hasOwn(routeBounds, path)) return routeBounds[path] ?? defaultBound
  if (!path.startsWith(procedures)) return defaultBound
  const names = path.slice(procedures.length).split(',')
  return Math.min(
    ...names.map((name) =>
      Object.hasOwn(procedureBounds, name) ? (procedureBounds[name] ?? anyProcedure) : anyProcedure,
    ),
  )
}
