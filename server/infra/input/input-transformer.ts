import { DomainError } from '../errors'
import { inputBounds } from './bounded-json'

/**
 * Reads superjson's format without letting the sender choose types: superjson itself would create a `Uint8Array` of any
 * length, a `RegExp` or a `Map` on request. Our forms send only dates and undefined; every other type is refused, and
 * so are references from one value to another.
 */

type Plain = Record<string, unknown>
const isRecord = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const refused = (detail: string) => new DomainError('INVALID', 'invalid', { detail })
const tooComplex = () => new DomainError('INVALID', 'inputTooComplex')

/** Splits a path as superjson escapes it: `a.b\.c` is `a`, then `b.c`. */
function partsOf(path: string): string[] {
  const parts: string[] = []
  let part = ''
  for (let at = 0; at < path.length; at += 1) {
    const sign = path.charAt(at)
    if (sign === '\\') {
      const escaped = path.charAt(at + 1)
      if (escaped !== '\\' && escaped !== '.') throw refused('annotation path')
      part += escaped
      at += 1
    } else if (sign === '.') {
      parts.push(part)
      part = ''
      if (parts.length > inputBounds.pathParts) throw tooComplex()
    } else part += sign
  }
  parts.push(part)
  return parts
}

/** Returns a value converted as its annotation says. */
function annotated(value: unknown, annotation: unknown): unknown {
  if (!Array.isArray(annotation) || annotation.length !== 1) throw refused('annotation')
  if (annotation[0] === 'undefined') return undefined
  if (annotation[0] !== 'Date' || typeof value !== 'string' || value.length > 40) throw refused('annotation')
  const date = new Date(value)
  if (Number.isNaN(date.getTime())) throw refused('date')
  return date
}

/** Replaces one value inside `root`, which came from JSON and is not shared. Only own properties are followed. */
function replaceAt(root: unknown, parts: string[], annotation: unknown): void {
  let holder: unknown = root
  for (const [index, part] of parts.entries()) {
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, part)) throw refused('annotation path')
    // `length` is an array's own key too.
    if (Array.isArray(holder) && !/^\d+$/.test(part)) throw refused('annotation path')
    const record = holder as Plain
    if (index === parts.length - 1) record[part] = annotated(record[part], annotation)
    else holder = record[part]
  }
}

/**
 * Returns the value that a request carries, with its dates.
 * @throws DomainError INVALID for any annotation but `Date` and `undefined`, for too many of them, for references
 */
export function readInput(raw: unknown): unknown {
  if (!isRecord(raw)) throw refused('no envelope')
  const { json, meta } = raw
  if (meta === undefined || meta === null) return json
  if (!isRecord(meta)) throw refused('meta')
  if (meta.referentialEqualities !== undefined) throw refused('references')
  const { values } = meta
  if (values === undefined || values === null) return json
  if (Array.isArray(values)) return annotated(json, values)
  if (!isRecord(values)) throw refused('annotations')
  const paths = Object.keys(values)
  if (paths.length > inputBounds.annotations) throw tooComplex()
  for (const path of paths) replaceAt(json, partsOf(path), values[path])
  return json
}
