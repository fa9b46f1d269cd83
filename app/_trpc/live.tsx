'use client'
import { useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import superjson from 'superjson'
import type { LiveChange } from '@/server/tickets/live/changes'
import { useTRPC, useTRPCClient } from './client'
import { staleAfter } from './stale'

/** A change from the live stream; `everything` means that changes may have been missed and all data is refetched. */
export type LiveEvent = LiveChange

const channelName = 'nightdesk-live'
const lockName = 'nightdesk-live'
const reconnectMs = 2_000
/** Reconnecting browsers spread their requests over this time, so that a new web process is not overloaded. */
const spreadMs = 3_000
const connectionKind = 'connection'
const streamKind = 'stream'
const askKind = 'whichStream'
/** What tabs say to each other besides changes. */
type Said =
  | { kind: typeof connectionKind; up: boolean }
  | { kind: typeof streamKind; stream: string | null }
  | { kind: typeof askKind }

interface Live {
  connected: boolean
  /** The name of the stream that this browser has open now; null while it has none. */
  stream: string | null
  listen: (listener: (event: LiveEvent) => void) => () => void
}
const LiveContext = createContext<Live>({ connected: true, stream: null, listen: () => () => {} })

/** Returns false while the stream is interrupted, so that the data shown may be outdated. */
export const useLiveConnected = () => useContext(LiveContext).connected

/** Returns the name of the browser's stream, with which the presence of its tabs ends; null while it has none. */
export const useLiveStream = () => useContext(LiveContext).stream

/** Calls the listener for every change that the reader may see, in whichever tab the stream runs. */
export function useLiveEvents(listener: (event: LiveEvent) => void) {
  const { listen } = useContext(LiveContext)
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(() => listen((event) => latest.current(event)), [listen])
}

/**
 * Shares one stream among all tabs of a browser, because HTTP/1.1 allows only six connections: the tab that holds the
 * lock listens and forwards changes to the others. When it closes, the next tab takes over and refetches everything,
 * because it may have missed changes.
 */
export function LiveProvider({ children }: { children: ReactNode }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queries = useQueryClient()
  const [connected, setConnected] = useState(true)
  const [stream, setStream] = useState<string | null>(null)
  const listeners = useRef(new Set<(event: LiveEvent) => void>())
  const [listen] = useState(() => (listener: (event: LiveEvent) => void) => {
    listeners.current.add(listener)
    return () => void listeners.current.delete(listener)
  })

  useEffect(() => {
    const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(channelName)
    const ending = new AbortController()

    const apply = (event: LiveEvent) => {
      for (const filter of staleAfter(trpc, event)) void queries.invalidateQueries(filter)
      for (const listener of listeners.current) listener(event)
    }
    /** Refetches what may have changed between rendering on the server and now, which no event has reported. */
    const refetchMissed = () => {
      void queries.invalidateQueries(trpc.tickets.get.pathFilter())
      void queries.invalidateQueries(trpc.paging.pathFilter())
    }
    const handleEvent = (event: LiveEvent) => {
      apply(event)
      channel?.postMessage(superjson.stringify(event))
    }
    const reportConnection = (up: boolean) => {
      setConnected(up)
      channel?.postMessage(superjson.stringify({ kind: connectionKind, up }))
    }
    let own: string | null = null
    const reportStream = (name: string | null) => {
      own = name
      setStream(name)
      channel?.postMessage(superjson.stringify({ kind: streamKind, stream: name }))
    }
    channel?.addEventListener('message', (message: MessageEvent<string>) => {
      const liveEvent = superjson.parse<LiveEvent | Said>(message.data)
      if (liveEvent.kind === connectionKind) setConnected(liveEvent.up)
      else if (liveEvent.kind === streamKind) setStream(liveEvent.stream)
      else if (liveEvent.kind === askKind) {
        if (own !== null) reportStream(own)
      } else apply(liveEvent)
    })

    /** Runs the stream until this tab closes; after a refusal (signed out, deactivated) it checks who is signed in. */
    const lead = (inherited: boolean) =>
      new Promise<void>((resolve) => {
        let started = inherited
        let open = () => {}
        let stop = () => {}
        let timer: ReturnType<typeof setTimeout> | undefined
        let catchUp: ReturnType<typeof setTimeout> | undefined
        const reconnect = () => {
          clearTimeout(timer)
          if (ending.signal.aborted) return
          timer = setTimeout(
            async () => {
              try {
                if ((await client.accounts.me.query()) === null) return window.location.reload()
              } catch {
                return reconnect()
              }
              open()
            },
            reconnectMs + Math.random() * spreadMs,
          )
        }
        open = () => {
          stop()
          // Ignores further events of a stream that was stopped here, including its end.
          let current = true
          const name = crypto.randomUUID()
          const subscription = client.live.changes.subscribe(
            { stream: name },
            {
              onStarted: () => {
                reportConnection(true)
                reportStream(name)
                if (started) {
                  clearTimeout(catchUp)
                  catchUp = setTimeout(() => handleEvent({ kind: 'everything' }), Math.random() * spreadMs)
                } else refetchMissed()
                started = true
              },
              onConnectionStateChange: (state) => {
                if (!current) return
                if (state.state === 'connecting' && started) reportConnection(false)
                if (state.state === 'pending') reportConnection(true)
              },
              onData: handleEvent,
              onError: () => current && reconnect(),
              onComplete: () => current && reconnect(),
            },
          )
          stop = () => {
            current = false
            subscription.unsubscribe()
            if (own === name) reportStream(null)
          }
        }
        open()
        ending.signal.addEventListener('abort', () => {
          clearTimeout(timer)
          clearTimeout(catchUp)
          stop()
          resolve()
        })
      })

    if (typeof navigator.locks === 'undefined') {
      void lead(false)
    } else {
      let waited = false
      const wait = setTimeout(() => {
        waited = true
        // Another tab runs the stream.
        channel?.postMessage(superjson.stringify({ kind: askKind }))
        refetchMissed()
      }, reconnectMs)
      ending.signal.addEventListener('abort', () => clearTimeout(wait))
      navigator.locks
        .request(lockName, { signal: ending.signal }, () => {
          clearTimeout(wait)
          return lead(waited)
        })
        // The lock request is rejected only when this tab closes.
        .catch(() => undefined)
    }
    return () => {
      ending.abort()
      channel?.close()
    }
  }, [client, queries, trpc])

  return <LiveContext value={{ connected, stream, listen }}>{children}</LiveContext>
}
