import { EventEmitter } from 'node:events'
import pg from 'pg'
import { z } from 'zod'
import type { Client } from './db'
import { log } from './log'

const channel = 'nightdesk_live'

/** What a notification carries: ids only; rights are checked again for every reader. */
const liveMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ticket'), ticketId: z.string(), organisationId: z.string(), staffOnly: z.boolean() }),
  z.object({ kind: z.literal('page'), pageId: z.string(), ticketId: z.string().nullable() }),
  z.object({ kind: z.literal('oncall'), scheduleId: z.string() }),
  z.object({ kind: z.literal('handoff'), briefId: z.string() }),
  z.object({ kind: z.literal('replay'), replayId: z.string() }),
  z.object({ kind: z.literal('session'), userId: z.string() }),
])
export type LiveMessage = z.infer<typeof liveMessage>

/** Tells every process, when (and only if) the surrounding transaction commits. */
export async function notifyLive(client: Client, message: LiveMessage): Promise<void> {
  await client.$executeRaw`select pg_notify(${channel}, ${JSON.stringify(message)})`
}

export interface LiveListener {
  events: EventEmitter<{ message: [LiveMessage]; gap: [] }>
  close(): Promise<void>
}

/** One LISTEN connection a process; after a lost connection `gap` tells readers to catch up from rows. */
export function listenLive(databaseUrl: string): LiveListener {
  const events = new EventEmitter<{ message: [LiveMessage]; gap: [] }>()
  events.setMaxListeners(0)
  let client: pg.Client | undefined
  let closed = false
  let retry: NodeJS.Timeout | undefined

  const again = () => {
    if (closed || retry) return
    retry = setTimeout(() => {
      retry = undefined
      void connect()
    }, 1_000)
  }
  const connect = async () => {
    const next = new pg.Client({ connectionString: databaseUrl, application_name: 'nightdesk-live' })
    next.on('notification', (notice) => {
      const parsed = liveMessage.safeParse(JSON.parse(notice.payload ?? 'null'))
      if (parsed.success) events.emit('message', parsed.data)
    })
    next.on('error', (error) => {
      log.warn({ err: error.message }, 'live connection')
      again()
    })
    next.on('end', again)
    try {
      await next.connect()
      await next.query(`listen ${channel}`)
      client = next
      events.emit('gap')
    } catch (error) {
      log.warn({ err: (error as Error).message }, 'live connection')
      again()
    }
  }
  void connect()
  return {
    events,
    async close() {
      closed = true
      clearTimeout(retry)
      await client?.end()
    },
  }
}
