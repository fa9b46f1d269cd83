'use client'
import { useState } from 'react'
import { maxBulkTickets } from '@/server/tickets/bulk/facts'
import { type SelectedRow, selectionAfter, withRows } from './selection'

/**
 * The tickets selected in one view, also on its other pages; another view begins with none.
 * @param key changes with the view and its filters
 */
export function useSelection<Row extends SelectedRow>(key: string, rows: readonly Row[]) {
  const [state, setState] = useState<{ key: string; chosen: ReadonlyMap<string, Row>; last: string | null }>({
    key,
    chosen: new Map(),
    last: null,
  })
  const { chosen, last } = state.key === key ? state : { chosen: new Map<string, Row>(), last: null }
  return {
    chosen,
    isAll: rows.length > 0 && rows.every(({ reference }) => chosen.has(reference)),
    toggle(at: string, isRange: boolean) {
      const how = { at, from: isRange ? last : null, max: maxBulkTickets }
      setState({ key, chosen: selectionAfter(chosen, rows, how), last: at })
    },
    setAll(isSelected: boolean) {
      setState({ key, chosen: withRows(chosen, rows, isSelected, maxBulkTickets), last: null })
    },
    clear() {
      setState({ key, chosen: new Map(), last: null })
    },
  }
}
