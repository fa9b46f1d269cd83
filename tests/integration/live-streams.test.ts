import { EventEmitter } from 'node:events'
import superjson from 'superjson'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import { liveStream } from '@/server/api/live-stream'
import { type Database, openDatabase } from '@/server/infra/db/db'
import type { LiveListener, LiveMessage } from '@/server/infra/live'
import { followChanges } from '@/server/tickets/live/live-changes'
import { visibleTo } from '@/server/tickets/queries'
import { recordStatements, type StatementRecorder } from '@/tests/support/statements'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let counted: Database
let statements: StatementRecorder
let live: LiveListener
const open: ReadableStreamDefaultReader<Uint8Array>[] = []

beforeAll(async () => {
  story = await openStory('off')
  counted = openDatabase(story.database.url, 4)
  statements = recordStatements(counted.pool)
})
beforeEach(async () => {
  await Promise.all(open.splice(0).map((reader) => reader.cancel()))
  live = { events: new EventEmitter(), close: () => Promise.resolve() }
})
afterAll(async () => {
  await counted.close()
  await story.close()
})

const fileOf = async () => {
  const reference = await story.fileS1({ severity: 'S3' })
  return story.database.db.ticket.findUniqueOrThrow({ where: { reference } })
}

/** Opens a stream as the route does; `events` holds what has arrived, without the first event. */
function openStream(viewer: Viewer) {
  const body = liveStream(followChanges({ db: counted.db, live }, viewer))
  const reader = body.getReader()
  open.push(reader)
  const state = { events: [] as string[], isOver: false, cancel: () => reader.cancel() }
  void (async () => {
    const text = new TextDecoder()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      state.events.push(...text.decode(value).split('\n\n').slice(0, -1))
    }
    state.isOver = true
  })()
  return state
}

const ofTicket = ({ id, organisationId }: { id: string; organisationId: string }, staffOnly = false): LiveMessage => ({
  kind: 'ticket',
  ticketId: id,
  organisationId,
  staffOnly,
})

/** What arrived after the event with which every stream begins, as the client reads it. */
const changesOf = ({ events }: { events: string[] }) =>
  events.slice(1).map((event) => superjson.parse(event.replace('data: ', '')))

describe('a live change', () => {
  it('is read once for all open streams, and each stream gets only what its reader may see', async () => {
    const { ana, lead, customer, stranger } = story.world
    const ticket = await fileOf()
    const colleague: Viewer = { ...customer, userId: lead.userId }
    const viewers = [ana, lead, customer, stranger, colleague, ana, ana]
    const streams = viewers.map(openStream)
    statements.clear()
    live.events.emit('message', ofTicket(ticket))
    const change = { kind: 'ticket', reference: ticket.reference }
    await expect
      .poll(() => streams.map((stream) => changesOf(stream)[0] ?? null))
      .toEqual([change, change, change, null, null, change, change])
    expect(statements.outside()).toHaveLength(1)
    // The same rule as the lists have, asked of the database.
    for (const [index, viewer] of viewers.entries())
      expect(await story.database.db.ticket.count({ where: { AND: [{ id: ticket.id }, visibleTo(viewer)] } })).toBe(
        changesOf(streams[index]!).length,
      )
  })

  it('is serialised once for all readers who may see the same', async () => {
    const { ana, customer } = story.world
    const ticket = await fileOf()
    // An account holds five streams, so the readers are different accounts.
    const engineers = Array.from({ length: 40 }, (_, index) => openStream({ ...ana, userId: `engineer-${index}` }))
    const one = openStream(customer)
    const serialise = vi.spyOn(superjson, 'stringify')
    live.events.emit('message', { kind: 'page', pageId: 'p1', ticketId: ticket.id })
    await expect.poll(() => [...engineers, one].every(({ events }) => events.length === 2)).toBe(true)
    expect(serialise).toHaveBeenCalledTimes(2)
    serialise.mockRestore()
    expect(changesOf(engineers[39]!)).toEqual([{ kind: 'page', pageId: 'p1', reference: ticket.reference }])
    // Customers see on the ticket who was paged, but never the page itself.
    expect(changesOf(one)).toEqual([{ kind: 'ticket', reference: ticket.reference }])
  })

  it('reaches a new watcher, because every change is read anew', async () => {
    const { lead, customer } = story.world
    const ticket = await fileOf()
    const colleague = openStream({ ...customer, userId: lead.userId })
    const filer = openStream(customer)
    live.events.emit('message', ofTicket(ticket))
    await expect.poll(() => changesOf(filer)).toHaveLength(1)
    await story.database.db.watcher.create({ data: { ticketId: ticket.id, userId: lead.userId } })
    live.events.emit('message', ofTicket(ticket))
    await expect.poll(() => changesOf(colleague)).toEqual([{ kind: 'ticket', reference: ticket.reference }])
    expect(changesOf(filer)).toHaveLength(2)
  })

  it('of the staff side reaches no customer, and is not read when only customers follow', async () => {
    const { customer } = story.world
    const ticket = await fileOf()
    const filer = openStream(customer)
    statements.clear()
    live.events.emit('message', ofTicket(ticket, true))
    live.events.emit('message', { kind: 'oncall', scheduleId: 's' })
    live.events.emit('message', { kind: 'page', pageId: 'p', ticketId: null })
    live.events.emit('message', ofTicket(ticket))
    await expect.poll(() => changesOf(filer)).toEqual([{ kind: 'ticket', reference: ticket.reference }])
    expect(statements.outside()).toHaveLength(1)
  })

  it('arrives after the earlier ones, even when those take longer to read', async () => {
    const { ana } = story.world
    const ticket = await fileOf()
    const stream = openStream(ana)
    live.events.emit('message', ofTicket(ticket))
    live.events.emit('message', { kind: 'oncall', scheduleId: 's' })
    await expect
      .poll(() => changesOf(stream))
      .toEqual([{ kind: 'ticket', reference: ticket.reference }, { kind: 'oncall' }])
  })
})

describe('a live stream', () => {
  it('begins and ends as the client of the browser expects', async () => {
    const stream = openStream(story.world.ana)
    await expect.poll(() => stream.events).toEqual(['event: connected\ndata: {"reconnectAfterInactivityMs":15000}'])
    live.events.emit('gap')
    await expect.poll(() => stream.isOver).toBe(true)
    expect(stream.events.at(-1)).toBe('event: return\ndata: ')
  })

  it('of a deactivated account ends at once, and others continue', async () => {
    const { ana, bo } = story.world
    const [ended, other] = [openStream(ana), openStream(bo)]
    live.events.emit('message', { kind: 'session', userId: ana.userId })
    live.events.emit('message', { kind: 'oncall', scheduleId: 's' })
    await expect.poll(() => ended.isOver).toBe(true)
    await expect.poll(() => changesOf(other)).toEqual([{ kind: 'oncall' }])
    expect(ended.events).not.toContain('data: {"json":{"kind":"oncall"}}')
  })

  it('ends when its change cannot be read, so that the browser reloads', async () => {
    const stream = openStream(story.world.ana)
    live.events.emit('message', { kind: 'page', pageId: 'p', ticketId: 'not an id' })
    await expect.poll(() => stream.isOver).toBe(true)
  })

  it('ends when its reader takes nothing in, so that memory does not fill', async () => {
    const body = liveStream(followChanges({ db: counted.db, live }, story.world.ana))
    for (let count = 0; count < 600; count += 1) live.events.emit('message', { kind: 'oncall', scheduleId: 's' })
    await expect.poll(() => live.events.listenerCount('message')).toBe(0)
    await body.cancel()
  })

  it('leaves nothing behind when its browser goes', async () => {
    const streams = [openStream(story.world.ana), openStream(story.world.bo)]
    expect(live.events.listenerCount('message') + live.events.listenerCount('gap')).toBe(2)
    for (const { cancel } of streams) await cancel()
    expect(live.events.listenerCount('message') + live.events.listenerCount('gap')).toBe(0)
  })

  it('is kept alive by one timer for all of them, which spares those that were sent something', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const streams = [openStream(story.world.ana), openStream(story.world.bo)]
      expect(vi.getTimerCount()).toBe(1)
      vi.advanceTimersByTime(5_000) // the first event was just sent
      vi.advanceTimersByTime(5_000)
      await expect
        .poll(() => streams.map(({ events }) => events.slice(1)))
        .toEqual([['event: ping\ndata: '], ['event: ping\ndata: ']])
    } finally {
      vi.useRealTimers()
    }
  })
})
