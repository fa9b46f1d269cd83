'use client'
import { type RefObject, useEffect, useRef } from 'react'
import { useTRPCClient } from '@/app/_trpc/client'
import type { DraftForm } from '@/server/tickets/drafts/facts'
import type { DraftSync, SyncHost } from './draft-sync'

/** What names a draft on the server, besides its writer. */
export interface DraftPlace {
  form: DraftForm
  /** The ticket that is written to, or that a new ticket follows up. */
  reference: string | null
}

const loadAgainMs = 10_000

/**
 * Keeps a draft on the server too, from when the form is ready. The code is loaded then, because nothing needs it before.
 * @param changed is set to what is called after every change
 */
export function useDraftSync<V>(
  place: DraftPlace | undefined,
  ready: boolean,
  changed: RefObject<() => void>,
  host: SyncHost<V>,
) {
  const client = useTRPCClient()
  const latest = useRef(host)
  latest.current = host
  const { form, reference } = place ?? { form: null, reference: null }
  useEffect(() => {
    if (!ready || form === null) return
    let end = () => {}
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const load = async () => {
      try {
        const [{ DraftSync: Sync }, { draftServer }] = await Promise.all([
          import('./draft-sync'),
          import('./draft-server'),
        ])
        if (isOver) return
        const sync: DraftSync<V> = new Sync<V>(() => latest.current, draftServer(client, { form, reference }))
        end = sync.start()
        changed.current = () => sync.changed()
      } catch {
        timer = setTimeout(() => void load(), loadAgainMs)
      }
    }
    void load()
    return () => {
      isOver = true
      clearTimeout(timer)
      end()
      changed.current = () => {}
    }
  }, [changed, client, form, ready, reference])
}
