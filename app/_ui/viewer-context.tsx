'use client'
import { createContext, type ReactNode, useContext } from 'react'
import type { Viewer } from '@/server/accounts/schema'

const ViewerContext = createContext<Viewer | null>(null)

/** Hands the request's viewer to the screens; for what is shown, never for what is allowed. */
export function ViewerProvider({ viewer, children }: { viewer: Viewer | null; children: ReactNode }) {
  return <ViewerContext value={viewer}>{children}</ViewerContext>
}

/** Who is signed in, or null on public pages. */
export const useViewer = () => useContext(ViewerContext)
