'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { useLiveConnected, useLiveEvents } from '@/app/_trpc/live'
import type { DeskStatus } from '@/server/tickets/reading/schema'
import { isStatusKnown } from './status-freshness'
import { useServerNow } from './server-clock'

interface KnownStatus {
  /** The newest reading, however old; null before the first. */
  status: DeskStatus | null
  /** The reading may be wrong by now: a figure in it must not be shown as if it were current. */
  unknown: boolean
  /** Asked for the first time, and no answer yet. */
  loading: boolean
}
const StatusContext = createContext<KnownStatus>({ status: null, unknown: false, loading: true })

/** Who is on call and which pages wait, and whether that can be relied on at this moment. */
export const useDeskStatus = () => useContext(StatusContext)

const calmEveryMs = 30_000
const troubledEveryMs = 4_000

/**
 * Reads the desk's status once for every part of the frame that shows it. The page arrives with a reading; live events
 * and a slow poll keep it fresh. A reading that could not be renewed is reported as unknown, never as "0 pages".
 */
export function DeskStatusProvider({ children }: { children: ReactNode }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const connected = useLiveConnected()
  const now = useServerNow(2_000)
  const options = trpc.desk.status.queryOptions(undefined, {
    retry: false,
    networkMode: 'always',
    staleTime: 10_000,
    refetchIntervalInBackground: true,
    refetchInterval: (query) => (query.state.status === 'error' || !connected ? troubledEveryMs : calmEveryMs),
  })
  const query = useQuery(options)
  useLiveEvents(({ kind }) => {
    if (kind === 'page' || kind === 'oncall' || kind === 'everything')
      void queries.invalidateQueries(trpc.desk.status.queryFilter())
  })
  const { refetch } = query
  useEffect(() => {
    // The first sign of trouble is worth a question of its own: an answer within seconds, or "unknown".
    if (!connected) void refetch()
    const ask = () => void refetch()
    window.addEventListener('offline', ask)
    return () => window.removeEventListener('offline', ask)
  }, [connected, refetch])
  const status = query.data ?? null
  const unknown = !isStatusKnown({ readAt: status?.at ?? null, failed: query.isError, connected, now })
  const loading = query.isPending
  const value = useMemo(() => ({ status, unknown: unknown && !loading, loading }), [status, unknown, loading])
  return <StatusContext value={value}>{children}</StatusContext>
}
