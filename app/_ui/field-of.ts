/**
 * Returns a property of a value whose shape is not known, such as an answer or a stored text; undefined when the value
 * is no object. Screens read their own server's small answers with it, so that they need not load Zod.
 */
export const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

export const isText = (value: unknown): value is string => typeof value === 'string'
export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
