/**
 * Keeps a live list still: rows already shown stay (with their newest facts, in the order they come), rows that have
 * left go, and new ones wait to be asked for. `shown` is null before anything was shown: then everything is.
 */
export function steadyRows<T extends { id: string }>(
  rows: readonly T[],
  shown: readonly string[] | null,
): { visible: T[]; waiting: number } {
  if (shown === null) return { visible: [...rows], waiting: 0 }
  const known = new Set(shown)
  const visible = rows.filter((row) => known.has(row.id))
  return { visible, waiting: rows.length - visible.length }
}
