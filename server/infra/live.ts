import { EventEmitter } from 'node:events'
import type pg from 'pg'
import { z } from 'zod'
import type { Client } from './db/db'
import { log } from './log'
import { openListener } from './db/pool'
import { liveChannel } from './outbox/outgoing'

const probeEveryMs = 30_000
const beatEveryMs = 10_000

/** The payload of a notification: ids only, because rights are checked again for every reader. */
const liveMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ticket'), ticketId: z.string(), organisationId: z.string(), staffOnly: z.boolean() }),
  z.object({ kind: z.literal('page'), pageId: z.string(), ticketId: z.string().nullable() }),
  z.object({ kind: z.literal('oncall'), scheduleId: z.string() }),
  z.object({ kind: z.literal('handoff'), briefId: z.string() }),
  z.object({ kind: z.literal('replay'), replayId: z.string() }),
  z.object({ kind: z.literal('inbox'), userId: z.string() }),
  z.object({ kind: z.literal('session'), userId: z.string() }),
  /** A tab of somebody shows a ticket, or no longer (server/tickets/presence). */
  z.object({
    kind: z.literal('presence'),
    userId: z.string(),
    stream: z.string(),
    tab: z.string(),
    reference: z.string().nullable(),
    doing: z.enum(['reading', 'noting', 'replying']),
  }),
])
export type LiveMessage = z.infer<typeof liveMessage>

/** `beat` comes every ten seconds, for what has to be confirmed because nothing stores it. */
interface LiveEvents {
  message: [LiveMessage]
  gap: []
  beat: []
}

export interface LiveListener {
  events: EventEmitter<LiveEvents>
  close(): Promise<void>
}

/**
 * Opens this process's one LISTEN connection. After each (re)connection `gap` tells readers to refetch, because
 * messages may have been missed. The connection is probed twice a minute, because a dead one looks like an idle one.
 * @param databaseUrl the server itself: behind a transaction pooler no notification would arrive
 */
export function listenLive(databaseUrl: string): LiveListener {
  const events = new EventEmitter<LiveEvents>()
  events.setMaxListeners(0)
  let client: pg.Client | undefined
  let closed = false
  let retry: NodeJS.Timeout | undefined
  const probe = setInterval(() => {
    client?.query('select 1').catch(() => undefined)
  }, probeEveryMs).unref()

  const beat = setInterval(() => events.emit('beat'), beatEveryMs).unref()

  const reconnect = () => {
    if (closed || retry) return
    retry = setTimeout(() => {
      retry = undefined
      void connect()
    }, 1_000)
  }
  const connect = async () => {
    const next = openListener(databaseUrl, 'nightdesk-live')
    next.on('notification', (notice) => {
      const parsed = liveMessage.safeParse(JSON.parse(notice.payload ?? 'null'))
      if (parsed.success) events.emit('message', parsed.data)
    })
    next.on('error', (error) => {
      log.warn({ err: error.message }, 'live connection')
      reconnect()
    })
    next.on('end', reconnect)
    try {
      await next.connect()
      await next.query(`listen ${liveChannel}`)
      client = next
      events.emit('gap')
    } catch (error) {
      log.warn({ err: (error as Error).message }, 'live connection')
      reconnect()
    }
  }
  void connect()
  return {
    events,
    async close() {
      closed = true
      clearTimeout(retry)
      clearInterval(probe)
      clearInterval(beat)
      await client?.end()
    },
  }
}

/** Notifies the web processes of what no row holds, outside any transaction. */
export async function notifyLive(client: Client, messages: readonly LiveMessage[]): Promise<void> {
  await client.$executeRaw`
    select pg_notify(${liveChannel}, message)
    from json_array_elements_text(${JSON.stringify(messages.map((message) => JSON.stringify(message)))}::json) as message`
}
