import type { z } from 'zod'

/** Encodes the sort position of a page's last row as a cursor that is safe in a URL. */
export const encodeCursor = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url')

/** Decodes a cursor written by `encodeCursor`; null when there is none or when it does not fit this list's schema. */
export function decodeCursor<S extends z.ZodType>(schema: S, cursor: string | null | undefined): z.output<S> | null {
  if (!cursor) return null
  try {
    const parsed = schema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/**
 * Returns a page and the cursor of the next one; null at the end of the list.
 * @param rows up to `size + 1` rows; the extra one only shows that another page follows
 */
export function pageOf<Row>(
  rows: readonly Row[],
  size: number,
  place: (row: Row) => unknown,
): { rows: Row[]; next: string | null } {
  const shown = rows.slice(0, size)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > size && last !== undefined ? encodeCursor(place(last)) : null }
}
