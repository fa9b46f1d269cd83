import superjson from 'superjson'
import type { LiveChange } from '@/server/tickets/live/changes'
import type { LiveChanges } from '@/server/tickets/live/live-changes'

/**
 * The live stream as server-sent events, in the form that tRPC's client reads. tRPC's own producer sends each event of
 * each stream through eight steps of streams and promises, and races a timer against it: with 200 open streams a change
 * cost about 100 ms of processor time, and their pings 12 % of a core. Here a change becomes bytes once, and
 * one timer serves all streams (docs/performance.md).
 */

const pingEveryMs = 5_000
/** A browser that has heard nothing for this long connects again. */
const reconnectAfterInactivityMs = 15_000
/** Events that may wait for a slow reader; beyond them its stream ends, and the browser reloads when it reconnects. */
const maxWaiting = 500

const bytes = new TextEncoder()
const event = (name: string, data = '') => bytes.encode(`event: ${name}\ndata: ${data}\n\n`)
const connected = event('connected', JSON.stringify({ reconnectAfterInactivityMs }))
const ping = event('ping')
const over = event('return')

const encoded = new WeakMap<LiveChange, Uint8Array>()

/** Returns the bytes of a change; readers of the same change have the same object, so it is serialised once. */
function bytesOf(change: LiveChange): Uint8Array {
  const known = encoded.get(change)
  if (known) return known
  const made = bytes.encode(`data: ${superjson.stringify(change)}\n\n`)
  encoded.set(change, made)
  return made
}

interface OpenStream {
  write(part: Uint8Array): void
  /** Whether something was sent since the last ping. */
  isFresh: boolean
}

const open = new Set<OpenStream>()
let pinging: NodeJS.Timeout | undefined

function pingAll(): void {
  for (const stream of [...open]) {
    if (!stream.isFresh) stream.write(ping)
    stream.isFresh = false
  }
}

/** Returns the body of a response that streams a reader's changes until either side ends it. */
export function liveStream(changes: LiveChanges): ReadableStream<Uint8Array> {
  let close = () => {}
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const end = (last: Uint8Array | null) => {
          close()
          if (last) controller.enqueue(last)
          controller.close()
        }
        const stream: OpenStream = {
          isFresh: true,
          write(part) {
            if ((controller.desiredSize ?? 0) <= -maxWaiting) return end(null)
            stream.isFresh = true
            controller.enqueue(part)
          },
        }
        const leave = changes.open({ send: (change) => stream.write(bytesOf(change)), end: () => end(over) })
        close = () => {
          leave()
          open.delete(stream)
          if (open.size > 0) return
          clearInterval(pinging)
          pinging = undefined
        }
        open.add(stream)
        pinging ??= setInterval(pingAll, pingEveryMs).unref()
        stream.write(connected)
      },
      cancel: () => close(),
    },
    { highWaterMark: 1 },
  )
}

/** Returns the body of a stream that was refused. @param shape the error in the form of every refused procedure */
export const refusedStream = (shape: unknown) => `event: serialized-error\ndata: ${superjson.stringify(shape)}\n\n`

export const streamHeaders = {
  'content-type': 'text/event-stream',
  // A compressed stream would keep a buffer per reader and hold events back.
  'cache-control': 'private, no-store, no-transform',
  'x-accel-buffering': 'no',
  connection: 'keep-alive',
}
