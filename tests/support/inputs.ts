/** Makes inputs for a schema, so that a test reaches every field of every procedure without naming it. */

interface Definition {
  type: string
  shape?: Record<string, Schema>
  element?: Schema
  innerType?: Schema
  in?: Schema
  options?: Schema[]
  entries?: Record<string, unknown>
  values?: unknown[]
  items?: Schema[]
  getter?: () => Schema
  left?: Schema
  format?: string
}
export interface Schema {
  _zod: { def: Definition }
}

const formats: Record<string, string> = {
  uuid: '11111111-1111-4111-8111-111111111111',
  guid: '11111111-1111-4111-8111-111111111111',
  email: 'somebody@test.example',
  url: 'https://hooks.test.example/x',
  date: '2026-11-27',
  datetime: '2026-11-27T02:00:00.000Z',
}

/** A value that looks as the schema wants it; a refinement may refuse it all the same. */
export function sampleOf(schema: Schema): unknown {
  const { def } = schema._zod
  switch (def.type) {
    case 'object':
      return Object.fromEntries(Object.entries(def.shape ?? {}).map(([key, inner]) => [key, sampleOf(inner)]))
    case 'string':
      return formats[def.format ?? ''] ?? 'ACME-1'
    case 'number':
    case 'int':
      return 1
    case 'boolean':
      return true
    case 'date':
      return new Date('2026-11-27T02:00:00Z')
    case 'array':
      return def.element ? [sampleOf(def.element)] : []
    case 'tuple':
      return (def.items ?? []).map(sampleOf)
    case 'enum':
      return Object.values(def.entries ?? {})[0]
    case 'literal':
      return def.values?.[0]
    case 'union':
      return def.options?.[0] ? sampleOf(def.options[0]) : undefined
    case 'intersection':
      return def.left ? sampleOf(def.left) : undefined
    case 'lazy':
      return def.getter ? sampleOf(def.getter()) : undefined
    case 'record':
      return {}
    case 'pipe':
      return def.in ? sampleOf(def.in) : undefined
    default:
      return def.innerType ? sampleOf(def.innerType) : undefined
  }
}

/** Ways to each value that is no object and no list. */
export function leafPaths(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return [path]
  return Object.entries(value).flatMap(([key, inner]) => leafPaths(inner, [...path, key]))
}

/** A copy with other values in some places. */
export function withAt(value: unknown, paths: string[][], put: unknown): unknown {
  if (paths.some((path) => path.length === 0)) return put
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  const entries = Object.entries(value).map(([key, inner]) => {
    const below = paths.filter((path) => path[0] === key).map((path) => path.slice(1))
    return [key, below.length > 0 ? withAt(inner, below, put) : inner] as const
  })
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
}
