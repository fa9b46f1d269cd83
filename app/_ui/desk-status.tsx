'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { useLiveConnected, useLiveEvents } from '@/app/_trpc/live'
import type { DeskStatus } from '@/server/tickets/reading/schema'
import { isStatusKnown } from './status-freshness'
import { useServerNow } from './server-clock'

interface KnownStatus {
  /** The newest status, of any age; null before the first. */
  status: DeskStatus | null
  /** Whether the status may be outdated: its numbers must not be shown as current. */
  unknown: boolean
  /** Whether the first answer is still awaited. */
  loading: boolean
}
const StatusContext = createContext<KnownStatus>({ status: null, unknown: false, loading: true })

/** Returns who is on call and which pages wait, and whether that is current. */
export const useDeskStatus = () => useContext(StatusContext)

const pollEveryMs = 30_000
const troublePollEveryMs = 4_000

/**
 * Reads the desk's status once for all parts of the frame that show it. The page is rendered with a first status; live
 * events and a slow poll keep it fresh. If it cannot be refreshed it is reported as unknown, never as "0 pages".
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
    refetchInterval: (query) => (query.state.status === 'error' || !connected ? troublePollEveryMs : pollEveryMs),
  })
  const query = useQuery(options)
  useLiveEvents(({ kind }) => {
    if (kind === 'page' || kind === 'oncall' || kind === 'everything')
      void queries.invalidateQueries(trpc.desk.status.queryFilter())
  })
  const { refetch } = query
  useEffect(() => {
    // Refetch at the first sign of a lost connection, so that within seconds the status is fresh or "unknown".
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
