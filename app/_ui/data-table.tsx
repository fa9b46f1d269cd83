'use client'
import { rem, TableTr } from '@mantine/core'
import { type ComponentProps, type CSSProperties, type RefObject, useEffect, useRef } from 'react'
import css from './data-table.module.css'
import { Table } from './light'
import { token } from './theme'

/**
 * A table that becomes one card per row on a phone, where the text of the header cells is shown before each value. On
 * wider screens it scrolls horizontally below `minWidth` pixels.
 */
export function DataTable({ minWidth, ...table }: ComponentProps<typeof Table> & { minWidth: number }) {
  const ref = useRef<HTMLTableElement>(null)
  useCardLabels(ref)
  return (
    <div
      className={`${css.scroll} ${TableTr.classes?.scrollContainer ?? ''} mantine-TableScrollContainer-scrollContainer`}
      style={{ '--table-min-width': rem(minWidth), '--table-overflow': 'auto' } as CSSProperties}
      // A table that is wider than the screen is scrolled with the keyboard too.
      tabIndex={0}
    >
      <div
        className={`${TableTr.classes?.scrollContainerInner ?? ''} mantine-TableScrollContainer-scrollContainerInner`}
      >
        <Table borderColor={token('line')} {...table} ref={ref} className={css.table} />
      </div>
    </div>
  )
}

/**
 * Copies the header texts to the cells, where the style sheet shows them, and sets the ARIA roles that a browser drops
 * when rows are not displayed as table rows. Runs again whenever rows change.
 */
function useCardLabels(ref: RefObject<HTMLTableElement | null>) {
  useEffect(() => {
    const table = ref.current
    if (!table) return
    const label = () => {
      const heads = [...table.querySelectorAll('thead th, thead td')].map((cell) => cell.textContent?.trim() ?? '')
      table.setAttribute('role', 'table')
      for (const row of table.querySelectorAll('tr')) row.setAttribute('role', 'row')
      for (const row of table.querySelectorAll('tbody tr'))
        [...row.children].forEach((cell, index) => {
          cell.setAttribute('role', cell.tagName === 'TH' ? 'rowheader' : 'cell')
          const words = (cell as HTMLTableCellElement).colSpan > 1 ? '' : (heads[index] ?? '')
          if (cell.getAttribute('data-label') !== words) cell.setAttribute('data-label', words)
        })
    }
    label()
    const observer = new MutationObserver(label)
    observer.observe(table, { childList: true, subtree: true, characterData: true })
    return () => observer.disconnect()
  }, [ref])
}
