'use client'
import { useQueryClient } from '@tanstack/react-query'

/**
 * Returns a function that removes the cached data of screens that are not shown, which may be why a screen failed. The
 * queries of the frame are in use and stay.
 */
export function useForgetIdle(): () => void {
  const queries = useQueryClient()
  return () => queries.removeQueries({ type: 'inactive' })
}
