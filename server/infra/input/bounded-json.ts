import { DomainError } from '../errors'

/** Limits on the structure of one request. Our own forms stay far below all of them. */
export const inputBounds = {
  /** Levels of arrays and objects. */
  depth: 64,
  /** Values, members of arrays and objects included. */
  nodes: 50_000,
  /** Values that are annotated as a date or as undefined. */
  annotations: 1_000,
  /** Keys of an object that an annotation passes through. */
  pathParts: 64,
} as const

const tooComplex = () => new DomainError('INVALID', 'inputTooComplex')

const quote = 0x22
const backslash = 0x5c
const opening = new Set([0x5b, 0x7b])
const closing = new Set([0x5d, 0x7d])
const comma = 0x2c

/**
 * Counts levels and values of a JSON text in one pass, without building anything.
 * @throws DomainError INVALID when there are more than `inputBounds` allows
 */
export function requireBoundedJson(text: string): void {
  let depth = 0
  let nodes = 1
  let inString = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === backslash) at += 1
      else if (code === quote) inString = false
    } else if (code === quote) inString = true
    else if (opening.has(code)) {
      depth += 1
      nodes += 1
      if (depth > inputBounds.depth) throw tooComplex()
    } else if (closing.has(code)) depth -= 1
    else if (code === comma) nodes += 1
    if (nodes > inputBounds.nodes) throw tooComplex()
  }
}

/**
 * Parses a JSON text whose structure is bounded.
 * @throws DomainError INVALID when it is no JSON or more complex than `inputBounds` allows
 */
export function parseBoundedJson(text: string): unknown {
  requireBoundedJson(text)
  try {
    return JSON.parse(text)
  } catch {
    throw new DomainError('INVALID', 'invalid')
  }
}

/** One value of a tree, and its path from the root. */
interface Visit {
  value: unknown
  key: string
  parent: Visit | null
}

function pathOf(visit: Visit): string {
  const keys: string[] = []
  for (let at: Visit | null = visit; at?.parent; at = at.parent) keys.unshift(at.key)
  return keys.join('.')
}

const isPlain = (value: object) => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/**
 * Visits every string, keys included, of arrays and plain objects; other objects are skipped. It does not recurse, so
 * deep input cannot overflow the stack.
 * @returns the path of the first string for which `isWrong` returns true; null when there is none
 * @throws DomainError INVALID when there is more structure than `inputBounds` allows
 */
export function findText(root: unknown, isWrong: (text: string) => boolean): string | null {
  const stack: (Visit & { depth: number })[] = [{ value: root, key: '', parent: null, depth: 0 }]
  let nodes = 0
  for (let visit = stack.pop(); visit; visit = stack.pop()) {
    const { value, depth } = visit
    nodes += 1
    if (nodes > inputBounds.nodes || depth > inputBounds.depth) throw tooComplex()
    if (typeof value === 'string') {
      if (isWrong(value)) return pathOf(visit)
    } else if (Array.isArray(value)) {
      if (nodes + stack.length + value.length > inputBounds.nodes) throw tooComplex()
      for (let index = value.length - 1; index >= 0; index -= 1)
        stack.push({ value: value[index], key: String(index), parent: visit, depth: depth + 1 })
    } else if (typeof value === 'object' && value !== null && isPlain(value)) {
      for (const [key, inner] of Object.entries(value).reverse()) {
        if (isWrong(key)) return pathOf(visit)
        stack.push({ value: inner, key, parent: visit, depth: depth + 1 })
      }
    }
  }
  return null
}
