'use client'
import { createContext, type ReactNode, useContext } from 'react'
import type { Viewer } from '@/server/accounts/schema'

const ViewerContext = createContext<Viewer | null>(null)

/** Passes the signed-in person to the screens; only for display, never for authorisation. */
export function ViewerProvider({ viewer, children }: { viewer: Viewer | null; children: ReactNode }) {
  return <ViewerContext value={viewer}>{children}</ViewerContext>
}

/** Returns the signed-in person; null on public pages. */
export const useViewer = () => useContext(ViewerContext)
