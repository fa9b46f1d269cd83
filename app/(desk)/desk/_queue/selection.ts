/** A selected row, as far as the dialogs of a bulk change need it. */
export interface SelectedRow {
  reference: string
  severity: string
  createdAt: Date
}

/**
 * Returns the selection after a click on a row: with Shift it reaches from the row clicked before to this one, and all of
 * them become what this row becomes. At most `max` rows; what is beyond is not selected. Pure.
 * @param rows the rows shown, in their order
 * @param from reference of the row clicked before; null when there is none
 */
export function selectionAfter<Row extends SelectedRow>(
  before: ReadonlyMap<string, Row>,
  rows: readonly Row[],
  { at, from, max }: { at: string; from: string | null; max: number },
): Map<string, Row> {
  const here = rows.findIndex(({ reference }) => reference === at)
  const there = from === null ? here : rows.findIndex(({ reference }) => reference === from)
  if (here < 0) return new Map(before)
  const start = there < 0 ? here : there
  return withRows(before, rows.slice(Math.min(here, start), Math.max(here, start) + 1), !before.has(at), max)
}

/** Returns the selection with these rows added or removed; at most `max`. Pure. */
export function withRows<Row extends SelectedRow>(
  before: ReadonlyMap<string, Row>,
  rows: readonly Row[],
  isSelected: boolean,
  max: number,
): Map<string, Row> {
  const after = new Map(before)
  for (const row of rows) {
    if (!isSelected) after.delete(row.reference)
    else if (after.size < max || after.has(row.reference)) after.set(row.reference, row)
  }
  return after
}
