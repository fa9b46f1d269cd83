/**
 * Keeps a live list stable: rows already shown stay (with their newest data, in the list's order), removed rows
 * disappear, and new rows are held back until the reader asks for them. `shown` is null at first: then all are shown.
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
