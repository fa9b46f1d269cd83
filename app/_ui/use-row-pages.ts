'use client'
import { useAddress } from './use-address'

const rowsPerPage = 100

/**
 * Paginates a fully loaded list by a page number in the URL; for lists that are short in nearly every installation.
 */
export function useRowPages<Row>(rows: readonly Row[], name = 'page'): { rows: Row[]; next: string | null } {
  const [params] = useAddress()
  const pageNumber = Math.trunc(Number(params.get(name) ?? 1))
  const last = Math.max(1, Math.ceil(rows.length / rowsPerPage))
  const page = Math.min(Math.max(1, Number.isFinite(pageNumber) ? pageNumber : 1), last)
  return {
    rows: rows.slice((page - 1) * rowsPerPage, page * rowsPerPage),
    next: page < last ? String(page + 1) : null,
  }
}
