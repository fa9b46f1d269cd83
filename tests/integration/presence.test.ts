import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import { DomainError } from '@/server/infra/errors'
import { type LiveListener, listenLive } from '@/server/infra/live'
import type { LiveChange } from '@/server/tickets/live/changes'
import { followChanges } from '@/server/tickets/live/live-changes'
import { showPresence } from '@/server/tickets/presence/presence'
import type { Doing } from '@/server/tickets/presence/facts'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
/** Two web processes: each has its own listener, and so its own streams and its own knowledge. */
let processes: [LiveListener, LiveListener]
beforeAll(async () => {
  story = await openStory('off')
  processes = [listenLive(story.database.url), listenLive(story.database.url)]
  await Promise.all(
    processes.map((live) => new Promise<void>((resolve) => void live.events.once('gap', () => resolve()))),
  )
})
afterAll(async () => {
  await Promise.all(processes.map((live) => live.close()))
  await story.close()
})

/** A browser of somebody with one tab, whose stream one of the processes holds. */
function browser(viewer: Viewer, process: 0 | 1) {
  const stream = randomUUID()
  const tab = randomUUID()
  const changes: LiveChange[] = []
  const close = followChanges({ db: story.database.db, live: processes[process] }, viewer, stream).open({
    send: (change) => void changes.push(change),
    end: () => undefined,
  })
  return {
    stream,
    tab,
    changes,
    close,
    /** Any process may receive what a tab says. */
    show: (reference: string | null, doing: Doing = 'reading') =>
      showPresence(story.ctx, viewer, { stream, tab, place: reference === null ? null : { reference, doing } }),
    /** Who the tab says is there now, without its own person. */
    sees: (reference: string) => {
      const last = changes.findLast((change) => change.kind === 'presence' && change.reference === reference)
      const people = last?.kind === 'presence' ? last.people : []
      return people.filter(({ id }) => id !== viewer.userId).map(({ name, doing }) => `${name} ${doing}`)
    },
  }
}

describe('colleagues on one ticket', () => {
  it('see each other across web processes: who reads, who writes, and who has gone', async () => {
    const { ana, bo } = story.world
    const [one, two] = [browser(ana, 0), browser(bo, 1)]
    await one.show('ACME-1')
    await two.show('ACME-1')
    await expect.poll(() => [one.sees('ACME-1'), two.sees('ACME-1')]).toEqual([['Bo reading'], ['Ana reading']])
    await two.show('ACME-1', 'replying')
    await expect.poll(() => one.sees('ACME-1')).toEqual(['Bo replying'])
    await two.show('ACME-2')
    await expect.poll(() => one.sees('ACME-1')).toEqual([])
    await two.show('ACME-1', 'noting')
    await expect.poll(() => one.sees('ACME-1')).toEqual(['Bo noting'])
    // The browser is closed without a word: its stream ends.
    two.close()
    await expect.poll(() => one.sees('ACME-1')).toEqual([])
    one.close()
  })

  it('learn nothing of other tickets, and their streams carry nothing when nobody has the ticket open', async () => {
    const { ana, bo, mia } = story.world
    const [one, two, third] = [browser(ana, 0), browser(bo, 0), browser(mia, 1)]
    await one.show('ACME-1')
    await two.show('ACME-2')
    await expect.poll(() => two.changes.length).toBe(1)
    expect(two.sees('ACME-1')).toEqual([])
    expect(third.changes).toEqual([])
    for (const each of [one, two, third]) each.close()
  })

  it('are never seen by a customer, and see none', async () => {
    const { ana, lead, customer } = story.world
    const [one, theirs] = [browser(ana, 0), browser(lead, 0)]
    await one.show('ACME-1')
    for (const viewer of [lead, customer])
      await expect(
        showPresence(story.ctx, viewer, { stream: randomUUID(), tab: randomUUID(), place: null }),
      ).rejects.toBeInstanceOf(DomainError)
    await expect.poll(() => one.changes.length).toBe(1)
    expect(theirs.changes).toEqual([])
    for (const each of [one, theirs]) each.close()
  })

  it('cannot speak for another person, even with the names of their stream and tab', async () => {
    const { ana, bo, mia } = story.world
    const [one, two] = [browser(ana, 0), browser(bo, 0)]
    await one.show('ACME-3')
    await two.show('ACME-3')
    await expect.poll(() => two.sees('ACME-3')).toEqual(['Ana reading'])
    await showPresence(story.ctx, mia, { stream: one.stream, tab: one.tab, place: null })
    await one.show('ACME-3', 'noting')
    await expect.poll(() => two.sees('ACME-3')).toEqual(['Ana noting'])
    const all = two.changes.flatMap((change) => (change.kind === 'presence' ? [change.people.map(({ id }) => id)] : []))
    expect(all.every((ids) => ids.includes(ana.userId))).toBe(true)
    for (const each of [one, two]) each.close()
  })

  it('whose web process has died are gone after half a minute, and those of a living process stay', async () => {
    const { ana, bo, mia } = story.world
    const [one, two, third] = [browser(ana, 0), browser(bo, 0), browser(mia, 1)]
    await one.show('ACME-4')
    await two.show('ACME-4')
    // A stream of no living process: nobody confirms or withdraws what its tab said.
    await showPresence(story.ctx, mia, {
      stream: randomUUID(),
      tab: randomUUID(),
      place: { reference: 'ACME-4', doing: 'replying' },
    })
    await expect.poll(() => one.sees('ACME-4').sort()).toEqual(['Bo reading', 'Mia replying'])
    const later = vi.spyOn(performance, 'now')
    const startedAt = performance.now()
    for (const seconds of [10, 20, 30, 40]) {
      later.mockReturnValue(startedAt + seconds * 1_000)
      const heard = new Promise((resolve) => void processes[0].events.once('message', resolve))
      processes[0].events.emit('beat')
      await heard
    }
    later.mockRestore()
    await expect.poll(() => one.sees('ACME-4')).toEqual(['Bo reading'])
    for (const each of [one, two, third]) each.close()
  })
})
