import { EventEmitter, once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import type { ServiceContext } from '@/server/infra/context'
import { notifyOfSilence } from '@/server/insight/health/silence'
import { systemRouter } from '@/server/api/trpc/insight'
import { readPulse } from '@/server/insight/health/system'
import { type MailTransport, openMailTransport } from '@/server/integrations/mail/mail'
import { openPageTransports } from '@/server/paging/page/pages'
import { createCallerFactory } from '@/server/api/procedures'
import { TestClock } from '@/tests/support/clock'
import { freshDatabase, type TestDatabase } from '@/tests/support/database'
import { recordSmtp, type SmtpRecorder } from '@/tests/support/smtp'
import { makeWorld, type World } from '@/tests/support/world'
import { openHeartbeat } from '@/workers/heartbeat'
import { startSweep } from '@/workers/sweep'

process.env.LINK_SECRET ??= 'a link secret of the tests'
process.env.SESSION_SECRET ??= 'a session secret of the tests'

let database: TestDatabase
let world: World
let smtp: SmtpRecorder
let clock: TestClock
let ctx: ServiceContext
let transport: MailTransport
beforeAll(async () => {
  database = await freshDatabase()
  process.env.DATABASE_URL = database.url
  process.env.NIGHTDESK_QUEUE = 'off'
  smtp = await recordSmtp()
  world = await makeWorld(database.db, new Date('2026-11-21T02:00:00.000Z'))
  await database.db.user.create({
    data: {
      email: 'ada@test.example',
      name: 'Ada',
      locale: 'zh-CN',
      createdAt: new Date('2026-11-01T00:00:00.000Z'),
      memberships: {
        create: {
          role: 'administrator',
          createdAt: new Date('2026-11-01T00:00:00.000Z'),
          organisation: { connect: { key: 'NIGHTDESK' } },
        },
      },
    },
  })
})
beforeEach(async () => {
  await database.db.workerHeartbeat.deleteMany()
  await database.db.mailMessage.deleteMany()
  clock = new TestClock('2026-11-21T02:00:00.000Z')
  ctx = { db: database.db, now: clock.now, enqueue: () => undefined }
  smtp.mails.length = 0
  smtp.behave('accept')
  transport = openMailTransport({ SMTP_URL: smtp.url, MAIL_FROM: 'Nightdesk <support@test.example>' })
})
afterEach(() => transport.close())
afterAll(async () => {
  await smtp.close()
  await database.close()
})

/** A worker reports now, or says that it stops. */
const beat = (stopped = false) => {
  const now = clock.now()
  const told = { beatAt: now, stoppedAt: stopped ? now : null }
  return database.db.workerHeartbeat.upsert({
    where: { workerId: 'one' },
    create: { workerId: 'one', startedAt: now, ...told },
    update: told,
  })
}
const addressees = () => smtp.mails.flatMap((mail) => mail.to).sort()

describe('while no worker is alive', () => {
  it('managers and administrators are mailed once per silence, each in their language', async () => {
    const began = clock.now()
    const watch = () => notifyOfSilence(ctx, transport, 'web', began)
    await beat()
    clock.advance(29_000)
    await watch()
    expect(addressees()).toEqual([])
    clock.advance(1_000)
    await watch()
    expect(addressees()).toEqual(['ada@test.example', 'mia@test.example'])
    expect(smtp.to('mia@test.example')[0]!.mail.subject).toBe('No Nightdesk worker is running')
    expect(smtp.to('mia@test.example')[0]!.mail.text).toContain('since Sat 21 Nov, 02:00 UTC')
    expect(smtp.to('ada@test.example')[0]!.mail.subject).toBe('Nightdesk 的后台进程没有运行')

    clock.advance(3_600_000)
    await watch()
    expect(smtp.mails).toHaveLength(2)

    // It came back, and fell silent again: that is another silence.
    await beat()
    await watch()
    clock.advance(30_000)
    await watch()
    expect(smtp.mails).toHaveLength(4)
  })

  it('only one of several web processes sends the mail', async () => {
    await beat()
    const began = clock.now()
    clock.advance(30_000)
    await Promise.all(['one', 'two', 'three'].map((web) => notifyOfSilence(ctx, transport, web, began)))
    expect(addressees()).toEqual(['ada@test.example', 'mia@test.example'])
  })

  it('a refused mail is tried again while the silence lasts, not before its pause is over', async () => {
    const began = clock.now()
    const watch = () => notifyOfSilence(ctx, transport, 'web', began)
    smtp.behave('busy')
    clock.advance(30_000)
    await watch()
    smtp.behave('accept')
    await watch()
    expect(smtp.mails).toEqual([])
    clock.advance(5_000)
    await watch()
    expect(addressees()).toEqual(['ada@test.example', 'mia@test.example'])
    expect(smtp.mails[0]!.mail.text).not.toContain('since')
  })

  it('a worker that stopped regularly is missed too', async () => {
    await beat(true)
    const began = clock.now()
    expect(await readPulse(ctx)).toMatchObject({ ok: false, lastBeatAt: began })
    clock.advance(30_000)
    await notifyOfSilence(ctx, transport, 'web', began)
    expect(smtp.mails).toHaveLength(2)
  })
})

it('/api/health answers 503 as soon as the newest report is older than 15 s', async () => {
  const { runtime } = await import('@/server/infra/runtime')
  const { GET } = await import('@/app/api/health/route')
  runtime().now = clock.now
  await runtime().time.measure()
  const ask = async () => {
    const response = await GET()
    return { status: response.status, ...((await response.json()) as { ok: boolean; worker: unknown }) }
  }
  try {
    expect(await ask()).toMatchObject({ status: 503, ok: false, worker: { ok: false, lastBeatAt: null } })
    await beat()
    clock.advance(15_000)
    expect(await ask()).toMatchObject({ status: 200, ok: true, database: { ok: true }, queue: { ok: true } })
    clock.advance(1)
    expect(await ask()).toMatchObject({
      status: 503,
      ok: false,
      database: { ok: true },
      worker: { ok: false, lastBeatAt: '2026-11-21T02:00:00.000Z' },
    })
  } finally {
    await runtime().live.close()
    await runtime().close()
  }
})

it('staff see the silence on their screens after the same 30 s, and customers do not', async () => {
  const ask = (viewer: Viewer) =>
    createCallerFactory(systemRouter)({
      ...ctx,
      viewer,
      address: '192.0.2.7',
      live: { events: new EventEmitter(), close: async () => undefined },
    }).silence()
  expect(await ask(world.ana)).toEqual({ silent: true, since: null })
  const since = clock.now()
  await beat()
  clock.advance(29_999)
  expect(await ask(world.ana)).toEqual({ silent: false, since })
  clock.advance(1)
  expect(await ask(world.mia)).toEqual({ silent: true, since })
  await beat()
  expect(await ask(world.ana)).toMatchObject({ silent: false })
  await expect(ask(world.customer)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

describe('HEARTBEAT_URL', () => {
  async function deadMansSwitch() {
    const pings: string[] = []
    const server = http.createServer((request, response) => {
      pings.push(`${request.method} ${request.url}`)
      response.end('thanks')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/desk`
    return { pings, url, close: () => new Promise((resolve) => server.close(resolve)) }
  }
  const transports = () => ({
    mail: transport,
    paging: openPageTransports(ctx, transport, {
      MAIL_FROM: 'Nightdesk <support@test.example>',
      PUBLIC_URL: 'http://localhost:3000',
      VAPID_PUBLIC_KEY: undefined,
      VAPID_PRIVATE_KEY: undefined,
    }),
  })

  const sweeping = (scoped: ServiceContext, url: string) => {
    const heartbeat = openHeartbeat(scoped, 'worker', url)
    return {
      heart: heartbeat,
      sweep: startSweep(scoped, transports(), 'worker', { timings: { everyMs: 10 }, onComplete: heartbeat.beat }),
    }
  }

  it('is requested by every complete sweep', async () => {
    const outside = await deadMansSwitch()
    const { sweep, heart: heartbeat } = sweeping(ctx, outside.url)
    await vi.waitUntil(() => outside.pings.length >= 3, { timeout: 20_000, interval: 5 })
    await sweep.stop()
    await heartbeat.stop()
    const told = outside.pings.length
    expect(new Set(outside.pings)).toEqual(new Set(['GET /ping/desk']))
    await outside.close()
    expect(outside.pings).toHaveLength(told)
  })

  it('is not requested by a failing sweep, and its own failure stops no sweep', async () => {
    const outside = await deadMansSwitch()
    let sweeps = 0
    const broken = new Proxy(database.db, {
      get() {
        sweeps += 1
        throw new Error('The database is gone')
      },
    })
    const failing = sweeping({ ...ctx, db: broken }, outside.url)
    await vi.waitUntil(() => sweeps >= 2, { timeout: 20_000, interval: 5 })
    await failing.sweep.stop()
    expect(outside.pings).toEqual([])
    await outside.close()

    let asked = 0
    const now = () => {
      asked += 1
      return clock.now()
    }
    const alone = sweeping({ ...ctx, now }, outside.url)
    await vi.waitUntil(() => asked > 100, { timeout: 20_000, interval: 5 })
    await alone.sweep.stop()
  })
})
