'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useViewer } from '@/app/_ui/viewer-context'
import type { Doing } from '@/server/tickets/presence/facts'
import type { PresentPerson } from '@/server/tickets/presence/schema'
import { useTRPCClient } from './client'
import { useLiveEvents, useLiveStream } from './live'
import { transformer } from './transformer'

const sayAfterMs = 300
/** A tab in the background shows nothing after this time; going through the tabs is not leaving. */
const hiddenMs = 10_000
/** Without a keystroke for this long nobody is writing any more. */
const writingMs = 60_000

const nobody: PresentPerson[] = []

export interface Presence {
  /** Colleagues who have the ticket open. */
  people: PresentPerson[]
  /** To be called at each keystroke in an answer or a note, and with `reading` when it was sent or emptied. */
  doing: (what: Doing) => void
}

/**
 * Shows colleagues that this tab has a ticket open and whether something is being written in it, and who else has it
 * open. It says so when something changes, and nothing while it does not: its end is the end of the live stream.
 */
export function usePresence(reference: string): Presence {
  const client = useTRPCClient()
  const viewerId = useViewer()?.userId
  const stream = useLiveStream()
  const [tab] = useState(() => crypto.randomUUID())
  const [there, setThere] = useState<{ reference: string; people: PresentPerson[] }>({ reference, people: [] })
  const [what, setWhat] = useState<Doing>('reading')
  const [isAway, setAway] = useState(false)
  const idle = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  useLiveEvents((event) => {
    if (event.kind === 'presence' && event.reference === reference)
      setThere({ reference, people: event.people.filter(({ id }) => id !== viewerId) })
  })

  const doing = useCallback((next: Doing) => {
    clearTimeout(idle.current)
    setWhat(next)
    if (next !== 'reading') idle.current = setTimeout(() => setWhat('reading'), writingMs)
  }, [])
  useEffect(() => () => clearTimeout(idle.current), [])

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      clearTimeout(timer)
      if (document.visibilityState === 'hidden') timer = setTimeout(() => setAway(true), hiddenMs)
      else setAway(false)
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])

  useEffect(() => {
    if (stream === null) return
    const place = isAway ? null : { reference, doing: what }
    // A presence that is not said is not missed: the next change says it again.
    const timer = setTimeout(
      () => void client.live.show.mutate({ stream, tab, place }).catch(() => undefined),
      sayAfterMs,
    )
    return () => clearTimeout(timer)
  }, [client, isAway, reference, stream, tab, what])

  useEffect(() => {
    if (stream === null) return
    const leave = () =>
      void fetch('/api/trpc/live.show', {
        method: 'POST',
        keepalive: true,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(transformer.input.serialize({ stream, tab, place: null })),
      }).catch(() => undefined)
    window.addEventListener('pagehide', leave)
    return () => {
      window.removeEventListener('pagehide', leave)
      leave()
    }
  }, [stream, tab])

  return { people: there.reference === reference ? there.people : nobody, doing }
}
