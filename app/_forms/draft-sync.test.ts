import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DraftView } from '@/server/tickets/drafts/schema'
import { contentKey } from './content-key'
import { type Draft, type DraftContent, readBody, withAside } from './draft-store'
import { type DraftServer, DraftSync, stepFor } from './draft-sync'

interface Body {
  body: string
}
const ids = ['a', 'b', 'c', 'd', 'e', 'f'].map((digit) => `${digit.repeat(8)}-0000-4000-8000-000000000000`)
let page: EventTarget & { visibilityState?: string }
beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-28T14:00:00Z') })
  page = new EventTarget()
  vi.stubGlobal('document', page)
  vi.stubGlobal('window', new EventTarget())
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** The server of one draft, as server/tickets/drafts decides. */
class Server {
  row: DraftView | null = null
  saves = 0
  isDown = false
  /** Resolves when a held request may reach the server. */
  gate: Promise<void> = Promise.resolve()

  readonly door: DraftServer = {
    read: async () => {
      this.fail()
      return this.row
    },
    save: async ({ draftId, base, content }) => {
      this.saves += 1
      this.fail()
      await this.gate
      if (base !== (this.row?.version ?? 0)) return { state: 'newer', current: this.row }
      this.row = { draftId, version: base + 1, savedAt: new Date(), content, isEnded: content === null }
      return { state: 'saved', version: base + 1, savedAt: this.row.savedAt }
    },
    mayRetry: () => true,
  }

  private fail() {
    if (this.isDown) throw new Error('offline')
  }

  /** Ends the draft as the verb that sends it does. */
  send(draftId: string) {
    if (this.row?.draftId === draftId || this.row === null)
      this.row = { draftId, version: (this.row?.version ?? 0) + 1, savedAt: new Date(), content: null, isEnded: true }
  }

  get body() {
    return this.row?.content ? (JSON.parse(this.row.content) as Draft<Body>).values.body : null
  }
}

/** One browser with the form open. */
class Device {
  draft: Draft<Body>
  offered = false
  isBusy = false
  private readonly sync: DraftSync<Body>
  private end = () => {}

  constructor(
    private readonly server: Server,
    private id = 0,
  ) {
    this.draft = {
      id: ids[this.id]!,
      revision: 0,
      savedAt: 0,
      basedOn: null,
      attempt: null,
      aside: [],
      attachments: [],
      values: { body: '' },
      server: 0,
      isSaved: false,
    }
    this.sync = new DraftSync<Body>(
      () => ({
        readValues: readBody,
        local: () => ({
          draft: this.draft,
          isBlank: this.draft.values.body === '' && this.draft.aside.length === 0,
          isBusy: this.isBusy,
        }),
        adopt: (draft, isOffered) => {
          this.draft = draft
          this.offered = isOffered
        },
        keepAside: (draft) => {
          this.draft = { ...this.draft, aside: withAside(this.draft.aside, draft) }
        },
        renew: () => {
          this.draft = { ...this.draft, id: this.nextId(), attempt: null }
        },
        empty: () => {
          this.draft = { ...this.draft, id: this.nextId(), attempt: null, values: { body: '' } }
        },
        note: ({ savedAt: _savedAt, ...state }) => {
          this.draft = { ...this.draft, ...state }
        },
        fail: () => undefined,
      }),
      server.door,
    )
  }

  private nextId() {
    this.id += 2
    return ids[this.id]!
  }

  async open() {
    this.end = this.sync.start()
    await settle()
  }

  async close() {
    this.end()
    await settle()
  }

  type(body: string) {
    this.draft = { ...this.draft, values: { body }, isSaved: false }
    this.sync.changed()
  }

  /** Sends what is written; the answer arrives. */
  send() {
    this.server.send(this.draft.id)
    this.draft = { ...this.draft, id: this.nextId(), attempt: null, values: { body: '' }, isSaved: false }
    this.sync.changed()
  }

  get shown() {
    return [this.draft.values.body, ...this.draft.aside.map(({ values }) => values.body)]
  }
}
const settle = () => vi.advanceTimersByTimeAsync(20_000)
const focus = async () => {
  window.dispatchEvent(new Event('focus'))
  await settle()
}

describe('a draft on two devices', () => {
  test('is continued on the other one, which offers it', async () => {
    const server = new Server()
    const [one, two] = [new Device(server, 0), new Device(server, 1)]
    await one.open()
    one.type('It fails since')
    await settle()
    await two.open()
    expect([two.shown, two.offered]).toEqual([['It fails since'], true])
    two.type('It fails since noon')
    await settle()
    await focus()
    expect(one.shown).toEqual(['It fails since noon'])
  })

  test('keeps both texts when both were written meanwhile, and each device shows both', async () => {
    const server = new Server()
    const [one, two] = [new Device(server, 0), new Device(server, 1)]
    await one.open()
    await two.open()
    one.type('From the desk')
    two.type('From the phone')
    await settle()
    await focus()
    expect(new Set(one.shown)).toEqual(new Set(['From the desk', 'From the phone']))
    expect(two.shown).toEqual(one.shown)
    expect(server.body).toBe(one.shown[0])
  })

  test('that was sent from one of them leaves the other one empty', async () => {
    const server = new Server()
    const [one, two] = [new Device(server, 0), new Device(server, 1)]
    await one.open()
    one.type('Send me')
    await settle()
    await two.open()
    two.send()
    await settle()
    await focus()
    expect(one.shown).toEqual([''])
    expect(server.body).toBeNull()
  })

  test('loses nothing that was written on the other one since it was sent', async () => {
    const server = new Server()
    const [one, two] = [new Device(server, 0), new Device(server, 1)]
    await one.open()
    one.type('Send me')
    await settle()
    await two.open()
    server.isDown = true
    one.type('Send me, and one more thing')
    await settle()
    server.isDown = false
    two.send()
    await settle()
    await focus()
    expect(one.shown).toEqual(['Send me, and one more thing'])
    expect(server.body).toBe('Send me, and one more thing')
  })
})

describe('a save', () => {
  test('that is on its way while the text is sent does not bring it back', async () => {
    const server = new Server()
    const one = new Device(server)
    await one.open()
    let open = () => {}
    server.gate = new Promise((resolve) => {
      open = resolve
    })
    one.type('Quick')
    await settle()
    one.send()
    open()
    await settle()
    expect([one.shown, server.body]).toEqual([[''], null])
    one.type('Next')
    await settle()
    expect(server.body).toBe('Next')
  })

  test('waits for a pause, is one at a time, and comes at the latest after eight seconds of typing', async () => {
    const server = new Server()
    const one = new Device(server)
    await one.open()
    for (let letters = 1; letters <= 10; letters += 1) {
      one.type('x'.repeat(letters))
      await vi.advanceTimersByTimeAsync(700)
    }
    expect(server.saves).toBe(0)
    one.type('x'.repeat(11))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(server.saves).toBe(1)
  })

  test('is never made in the middle of a composition', async () => {
    const server = new Server()
    const one = new Device(server)
    await one.open()
    page.dispatchEvent(new Event('compositionstart'))
    one.type('liu')
    await settle()
    page.dispatchEvent(new Event('focusout'))
    expect(server.saves).toBe(0)
    one.type('断流')
    page.dispatchEvent(new Event('compositionend'))
    await settle()
    expect(server.body).toBe('断流')
  })

  test('is made when the page is hidden, and when the connection is back', async () => {
    const server = new Server()
    const one = new Device(server)
    await one.open()
    one.type('Half')
    page.visibilityState = 'hidden'
    page.dispatchEvent(new Event('visibilitychange'))
    await vi.advanceTimersByTimeAsync(0)
    expect(server.body).toBe('Half')
    server.isDown = true
    one.type('Half and more')
    await settle()
    server.isDown = false
    await vi.advanceTimersByTimeAsync(30_000)
    expect(server.body).toBe('Half and more')
    const before = server.saves
    await settle()
    expect(server.saves).toBe(before)
  })

  test('replaces nothing in the form while it is being sent', async () => {
    const server = new Server()
    const [one, two] = [new Device(server, 0), new Device(server, 1)]
    await one.open()
    one.type('Mine')
    await settle()
    await two.open()
    two.type('Theirs')
    await settle()
    one.isBusy = true
    await focus()
    expect(one.shown).toEqual(['Mine'])
    one.isBusy = false
    await focus()
    expect(one.shown).toEqual(['Theirs'])
  })
})

describe('an emptied form', () => {
  test('discards the draft, and an empty form that nothing was saved for saves nothing', async () => {
    const server = new Server()
    const one = new Device(server)
    await one.open()
    await one.close()
    expect(server.saves).toBe(0)
    const two = new Device(server, 1)
    await two.open()
    two.type('Words')
    await settle()
    two.type('')
    await settle()
    expect(server.row).toMatchObject({ content: null, version: 2 })
  })
})

describe('what happens to the newer version of the server', () => {
  const own = (over: Partial<Draft<Body>>, isBlank = false) => ({
    draft: { ...new Device(new Server()).draft, values: { body: 'own' }, server: 3, ...over },
    isBlank,
    isBusy: false,
  })
  const view = (over: Partial<DraftView>): DraftView => ({
    draftId: ids[0]!,
    version: 4,
    savedAt: new Date(),
    content: 'x',
    isEnded: over.content === null,
    ...over,
  })
  const other = { values: { body: 'other' }, attachments: [] } as unknown as Draft<Body>
  const sent: DraftContent<Body> = { values: { body: 'own' }, attachments: [] }
  const key = contentKey(ids[0]!, { values: sent.values, attachmentIds: [] })
  test.each([
    ['nothing there, and nothing here', own({}, true), null, null, 'nothing'],
    ['nothing there', own({}), null, null, 'save'],
    ['this text was sent', own({ isSaved: true }), view({ content: null }), null, 'empty'],
    [
      'this text was sent, and its answer lost',
      own({ attempt: { key, atMs: 0 } }),
      view({ content: null }),
      null,
      'empty',
    ],
    [
      'this text, which the server cannot read any more',
      own({ isSaved: true }),
      view({ content: null, isEnded: false }),
      null,
      'save',
    ],
    ['an earlier state of this text was sent', own({}), view({ content: null }), null, 'renew'],
    ['another text was sent', own({}), view({ content: null, draftId: ids[1]! }), null, 'save'],
    ['the known version, unchanged', own({ isSaved: true }), view({ version: 3 }), other, 'nothing'],
    ['the known version, changed here', own({}), view({ version: 3 }), other, 'save'],
    ['a newer one, unchanged here', own({ isSaved: true }), view({}), other, 'adopt'],
    ['a newer one, and nothing here', own({}, true), view({}), other, 'adopt'],
    ['a newer one, changed here', own({}), view({}), other, 'aside'],
    ['a newer one with the same text', own({}), view({}), { ...other, ...sent }, 'same'],
    ['one of a later release', own({}, true), view({}), null, 'unreadable'],
  ] as const)('%s', (_case, local, server, draft, step) => {
    expect(stepFor<Body>(local, server, draft)).toBe(step)
  })
})
