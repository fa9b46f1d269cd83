import { createHash } from 'node:crypto'
import { conflict } from '../errors'

/** Returns a copy with sorted keys, so that equal contents serialise to equal JSON. */
function canonical(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, canonical(inner)]),
  )
}

/** Returns a hash of the content of something that several people may edit: equal contents have equal revisions. */
export const revisionOf = (content: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(canonical(content)))
    .digest('base64url')
    .slice(0, 22)

/**
 * Decides whether a save may be applied to `current`, which the caller holds under a lock.
 * @param basedOn the revision that the form was loaded with; without one, the save overwrites
 * @returns false when `current` already equals `wanted`, as after a save whose answer was lost: nothing needs writing
 * @throws DomainError CONFLICT `staleSettings` when somebody else changed it since
 */
export function mayApply(current: unknown, wanted: unknown, basedOn: string | null | undefined): boolean {
  const now = revisionOf(current)
  if (now === revisionOf(wanted)) return false
  if (basedOn && basedOn !== now) throw conflict('staleSettings')
  return true
}
