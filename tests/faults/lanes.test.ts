import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ServiceContext } from '@/server/infra/context'
import { maxFailures, retryPauseMs } from '@/server/infra/jobs/parking'
import type { MailTransport } from '@/server/integrations/mail/mail'
import type { PageTransports, Transport } from '@/server/paging/delivery/transports'
import { openStory, type Story } from '@/tests/support/story'
import { openHeartbeat } from '@/workers/heartbeat'
import { runSweepOnce, type Sweep, startSweep } from '@/workers/sweep'

let story: Story
let sweep: Sweep | undefined
afterEach(async () => {
  await sweep?.stop()
  sweep = undefined
  await story.close()
})
const db = () => story.database.db

const sent: string[] = []
const taken: Transport = async () => {
  sent.push('sent')
  return '250 ok'
}
const never = () => new Promise<never>(() => undefined)
const outbox: MailTransport = {
  kind: 'outbox',
  send: async () => 'kept in the outbox',
  verify: async () => undefined,
  close: () => undefined,
}
const transports = (how: Partial<Record<string, Transport>> = {}, mail = outbox) => ({
  mail,
  paging: new Proxy({} as PageTransports, {
    get: (_, name) => (name === 'publicUrl' ? 'http://localhost:3000' : (how[String(name)] ?? taken)),
  }),
})
// Sweeps run in real time here, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 })
const quick = { everyMs: 5, graceMs: 50 }
const until = (what: () => Promise<boolean> | boolean) => vi.waitUntil(what, { timeout: 60_000, interval: 10 })

/** The same context, except that one model's statements never end. */
const withHangingModel = (model: string): ServiceContext => ({
  ...story.ctx,
  db: new Proxy(db(), {
    get: (target, name) => (name === model ? new Proxy({}, { get: () => never }) : Reflect.get(target, name)),
  }),
})

/** One more verified method of Ana's, called at once like her first. */
async function addMethod(kind: 'webhook', address: string) {
  const now = story.clock.now()
  await db().contactMethod.create({
    data: { userId: story.world.ana.userId, kind, address, verifiedAt: now, createdAt: now },
  })
}

describe('a lane that hangs', () => {
  it('because of a webhook that never answers delays neither clocks, pages nor mails to others', async () => {
    story = await openStory('off')
    await addMethod('webhook', 'https://hooks.test.example/hangs')
    const hung = vi.fn(never)
    sweep = startSweep(story.ctx, transports({ webhook: hung }), 'one', { timings: quick })
    await story.fileS1()
    const webhook = await db().delivery.findFirst({ where: { contactMethod: { kind: 'webhook' } } })
    if (webhook)
      await db().delivery.update({
        where: { id: webhook.id },
        data: { sendAt: story.clock.now(), nextAt: story.clock.now() },
      })
    expect(webhook).not.toBeNull()
    await until(() => hung.mock.calls.length > 0)
    story.clock.advance(60 * 60_000)
    await story.fileS1()
    await until(async () => (await db().slaClock.count({ where: { breachedAt: { not: null } } })) > 0)
    await until(
      async () => (await db().delivery.count({ where: { state: 'sent', contactMethod: { kind: 'email' } } })) > 0,
    )
    await until(async () => (await db().page.count({ where: { nextAt: { lte: story.clock.now() } } })) === 0)
  })

  it('leaves the sweep incomplete, which then writes no heartbeat', async () => {
    story = await openStory('off')
    const heartbeat = openHeartbeat(story.ctx, 'one')
    const onComplete = vi.fn(heartbeat.beat)
    const onHung = vi.fn()
    sweep = startSweep(withHangingModel('mailMessage'), transports(), 'one', {
      timings: { ...quick, deadlineMs: 5_000 },
      onComplete,
      onHung,
    })
    await until(() => onHung.mock.calls.length > 0)
    expect(onHung.mock.calls).toEqual([['mails']])
    expect(onComplete).not.toHaveBeenCalled()
    expect(await db().workerHeartbeat.count()).toBe(0)
  })

  it('a complete sweep writes the heartbeat, and the worker’s counters with it', async () => {
    story = await openStory('off')
    const heartbeat = openHeartbeat(story.ctx, 'one')
    sweep = startSweep(story.ctx, transports(), 'one', { timings: quick, onComplete: heartbeat.beat })
    await until(async () => (await db().workerHeartbeat.count()) === 1)
    const [row] = await db().workerHeartbeat.findMany()
    expect(row).toMatchObject({ workerId: 'one', beatAt: story.clock.now(), stoppedAt: null })
    expect(typeof row!.counters).toBe('object')
  })

  it('is waited for no longer than the grace period when the sweep stops', async () => {
    story = await openStory('off')
    const hung = vi.fn(never)
    await story.fileS1()
    sweep = startSweep(story.ctx, transports({ email: hung }), 'one', { timings: quick })
    await until(() => hung.mock.calls.length > 0)
    await sweep.stop()
  })
})

describe('an item that fails through our own fault', () => {
  /** A page whose frozen policy cannot be read. */
  async function unreadablePage() {
    const reference = await story.fileS1()
    const page = await db().page.findFirstOrThrow({ where: { ticket: { reference } } })
    await db().page.update({ where: { id: page.id }, data: { policySnapshot: {}, nextAt: story.clock.now() } })
    return page
  }
  const failing = () => db().failingItem.findMany()

  it('is retried with growing pauses and then parked, while others of its kind are handled', async () => {
    story = await openStory('off')
    const page = await unreadablePage()
    const run = () => runSweepOnce(story.ctx, transports(), 'one')
    for (let failures = 1; failures <= maxFailures; failures += 1) {
      await run()
      await run()
      expect(await failing()).toMatchObject([{ kind: 'pages', itemId: page.id, failures }])
      story.clock.advance(retryPauseMs(failures))
    }
    expect((await failing())[0]).toMatchObject({ lastError: expect.stringMatching(/Error/) })
    expect((await failing())[0]!.parkedAt).not.toBeNull()
    story.clock.advance(retryPauseMs(maxFailures))
    await run()
    expect(await failing()).toMatchObject([{ failures: maxFailures }])

    // Another page goes its way meanwhile.
    const other = await story.fileS1()
    await story.settle()
    expect(
      await db().delivery.count({ where: { state: 'sent', page: { ticket: { reference: other } } } }),
    ).toBeGreaterThan(0)
  })

  it('has its failures cleared as soon as it is handled', async () => {
    story = await openStory('off')
    const { id, policySnapshot } = await db().page.findFirstOrThrow({
      where: { ticket: { reference: await story.fileS1() } },
    })
    await db().page.update({ where: { id }, data: { policySnapshot: {}, nextAt: story.clock.now() } })
    await runSweepOnce(story.ctx, transports(), 'one')
    expect(await failing()).toHaveLength(1)
    await db().page.update({ where: { id }, data: { policySnapshot: policySnapshot as object } })
    story.clock.advance(retryPauseMs(1))
    await runSweepOnce(story.ctx, transports(), 'one')
    expect(await failing()).toEqual([])
  })

  it('is not counted when the database is unreachable', async () => {
    story = await openStory('off')
    await story.fileS1()
    const away: ServiceContext = {
      ...story.ctx,
      db: new Proxy(db(), {
        get: (target, name) =>
          name === '$transaction'
            ? () => Promise.reject(Object.assign(new Error('Can’t reach it'), { code: 'P1001' }))
            : Reflect.get(target, name),
      }),
    }
    await runSweepOnce(away, transports(), 'one')
    expect(await failing()).toEqual([])
  })
})
