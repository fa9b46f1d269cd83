import type { z } from 'zod'

/** Writes the place of a list's last row as one word that an address can carry. */
export const encodeCursor = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url')

/** Reads a place written by `encodeCursor`; null for none, or for one that this list did not write. */
export function decodeCursor<S extends z.ZodType>(schema: S, cursor: string | null | undefined): z.output<S> | null {
  if (!cursor) return null
  try {
    const parsed = schema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** Cuts one row more than a page holds off its end and says where the next page begins; null at the end of the list. */
export function pageOf<Row>(
  rows: readonly Row[],
  size: number,
  place: (row: Row) => unknown,
): { rows: Row[]; next: string | null } {
  const shown = rows.slice(0, size)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > size && last !== undefined ? encodeCursor(place(last)) : null }
}
