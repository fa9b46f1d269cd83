import { EventEmitter } from 'node:events'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { POST as postFile } from '@/app/api/files/route'
import { GET as getFile } from '@/app/api/files/[id]/route'
import { GET as getCalendar } from '@/app/api/calendar/[token]/route'
import { GET as getLedger } from '@/app/api/tickets/[reference]/ledger/route'
import { GET as callProcedure } from '@/app/api/trpc/[trpc]/route'
import { POST as postTwilio } from '@/app/api/twilio/status/[message]/route'
import { GET as getPage, POST as postPage } from '@/app/p/[token]/route'
import { writeMail } from '@/emails/registry'
import { sessionCookieName } from '@/server/accounts/sign-in/session-cookie'
import type { Viewer } from '@/server/accounts/schema'
import { env } from '@/server/infra/env'
import type { LiveMessage } from '@/server/infra/live'
import { runtime } from '@/server/infra/runtime'
import { appRouter } from '@/server/api/root'
import { createCallerFactory } from '@/server/api/procedures'
import { render } from '@react-email/render'
import { hostileBodies, hostileTexts, oddTexts, oddValues } from '@/tests/support/hostile'
import { leafPaths, sampleOf, type Schema, withAt } from '@/tests/support/inputs'
import { sessionCookieOf } from '@/tests/support/session'
import { openStory, type Story } from '@/tests/support/story'
import { openWeb, sessionSecret } from '@/tests/support/web'

// Marks modules for Next's bundler only.
vi.mock('server-only', () => ({}))

let story: Story
let web: ReturnType<typeof openWeb>
let reference: string
let everybody: Viewer

beforeAll(async () => {
  story = await openStory('off')
  web = openWeb(story)
  const { customer, ana } = story.world
  const staffRoles = ['engineer', 'manager', 'administrator', 'knowledge_owner'] as const
  everybody = { ...ana, staffRoles: [...staffRoles], memberships: customer.memberships }
  reference = await story.fileS1({ severity: 'S3' })
})
afterAll(async () => {
  await web.close()
  await story.close()
})

/** Of this moment: the procedures that were put to the test may have ended the session. */
async function cookieNow(): Promise<string> {
  const name = sessionCookieName(env().PUBLIC_URL)
  return sessionCookieOf(story.database.db, story.world.ana.userId, {
    secret: sessionSecret,
    now: runtime().now(),
    name,
  })
}

interface Procedure {
  _def: { type: string; inputs: Schema[] }
}
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>).filter(
  ([, { _def }]) => _def.type !== 'subscription',
)

/** `fine`, or the code of the refusal. */
async function outcomeOf(path: string, input: unknown): Promise<string> {
  const live = { events: new EventEmitter<{ message: [LiveMessage]; gap: [] }>(), close: () => Promise.resolve() }
  const caller: unknown = createCallerFactory(appRouter)({
    ...story.ctx,
    viewer: everybody,
    address: '192.0.2.7',
    live,
  } as never)
  const call = path.split('.').reduce((at, key) => (at as Record<string, unknown>)[key], caller)
  try {
    await (call as (value: unknown) => Promise<unknown>)(input)
    return 'fine'
  } catch (error) {
    return (error as { code?: string }).code ?? 'thrown'
  }
}

describe('every input of every procedure', () => {
  it.each(procedures.map(([path, { _def }]) => [path, _def.inputs[0]] as const))(
    '%s refuses hostile values without an internal error',
    async (path, schema) => {
      if (!schema) return
      const sample = sampleOf(schema)
      const leaves = leafPaths(sample)
      const failed: string[] = []
      const attempt = async (name: string, input: unknown) => {
        const outcome = await outcomeOf(path, input)
        if (outcome === 'INTERNAL_SERVER_ERROR' || outcome === 'thrown') failed.push(`${name}: ${outcome}`)
      }
      const texts = leaves.filter(
        (leaf) => typeof leaf.reduce((at, key) => (at as never)[key], sample as never) === 'string',
      )
      for (const [name, value] of [...oddTexts, ...oddValues]) {
        await attempt(`everywhere ${name}`, withAt(sample, leaves, value))
        if (typeof value === 'string') await attempt(`in all texts ${name}`, withAt(sample, texts, value))
      }
      for (const leaf of leaves)
        for (const [name, value] of [...oddTexts.slice(2, 6), ...oddValues.slice(-2)])
          await attempt(`${leaf.join('.')} ${name}`, withAt(sample, [leaf], value))
      expect(failed).toEqual([])
    },
    120_000,
  )
})

describe('every body', () => {
  const post = async (name: string, body: string) =>
    callProcedure(
      new Request(`http://localhost/api/trpc/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: await cookieNow() },
        body,
      }),
    )
  it.each(hostileBodies)('%s is refused, with an account and without', async (_name, body) => {
    for (const name of [
      'accounts.requestLink',
      'tickets.note',
      'knowledge.save',
      'sla.readHolidays',
      'paging.savePolicy',
    ]) {
      const { status } = await post(name, body)
      expect([name, status >= 400 && status < 500]).toEqual([name, true])
    }
  })

  it('more than twenty calls in one request are refused', async () => {
    const ask = async (count: number) => {
      const names = Array.from({ length: count }, () => 'accounts.me').join(',')
      return (await callProcedure(new Request(`http://localhost/api/trpc/${names}?batch=1`))).status
    }
    expect(await ask(20)).toBe(200)
    expect(await ask(21)).toBe(400)
  })

  it('is not even parsed for callers without the right', async () => {
    const { status } = await callProcedure(
      new Request('http://localhost/api/trpc/tickets.note', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"json":20000000,"meta":{"values":[["typed-array","Uint8Array"]]}}',
      }),
    )
    expect(status).toBe(401)
  })
})

describe('every route', () => {
  const params = <T>(value: T) => ({ params: Promise.resolve(value) })
  it.each(oddTexts)('answers %s in its URL without an internal error', async (_name, text) => {
    const url = 'http://localhost/x'
    const headers = { cookie: await cookieNow() }
    const answers = [
      await getFile(new Request(url, { headers }), params({ id: text })),
      await getLedger(new Request(url, { headers }), params({ reference: text })),
      await getCalendar(new Request(url), params({ token: text })),
      await getPage(new Request(url), params({ token: text })),
      await postPage(
        new Request(url, { method: 'POST', body: new URLSearchParams({ do: text.slice(0, 500) }) }),
        params({ token: text }),
      ),
      await postTwilio(new Request(url, { method: 'POST', body: 'a=b' }), params({ message: text })),
    ]
    for (const { status } of answers) expect([400, 403, 404]).toContain(status)
  })

  it.each(oddTexts)('accepts or refuses a file with the name %s', async (_name, text) => {
    const form = new FormData()
    form.set('reference', reference)
    form.set('file', new File(['a'], text, { type: text.slice(0, 100).replace(/[^ -~]/g, '') }))
    const answer = await postFile(
      new Request('http://localhost/api/files', { method: 'POST', headers: { cookie: await cookieNow() }, body: form }),
    )
    expect(answer.status).toBeLessThan(500)
  })
})

describe('every mail', () => {
  it.each([...hostileTexts(5_000), ...oddTexts])('can be written with %s', async (_name, text) => {
    const { element } = writeMail(
      'ticket-reply',
      {
        reference: 'ACME-1',
        subject: text.slice(0, 200),
        url: 'http://localhost:3000/tickets/ACME-1',
        actorName: text.slice(0, 80),
        body: text,
        severity: 'S1',
        seq: 1,
        head: 'c0ffee',
      },
      { locale: 'en', timeZone: 'UTC' },
    )
    const html = await render(element)
    expect(html).not.toMatch(/<script|<img|<[^>]+\sonerror=|href="javascript:/i)
    // Drawing a text makes it longer by its marks only.
    expect(html.length).toBeLessThan(20_000 + 600 * text.length)
  })
})
