import { asAdministrator } from '@/tests/support/world'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDatabase } from '@/server/infra/db/db'
import { recordWriteFailure, recordWriteSuccess } from '@/server/infra/metrics/write-health'
import { openAlarm } from '@/server/insight/health/alarms'
import { checkHealth, type CheckedHealth } from '@/server/insight/health/health'
import { readMetrics } from '@/server/insight/health/metrics'
import { resumeItem } from '@/server/insight/health/system'
import { type MailTransport, openMailTransport } from '@/server/integrations/mail/mail'
import type { PageTransports, Transport } from '@/server/paging/delivery/transports'
import { openStory, type Story } from '@/tests/support/story'
import { runSweepOnce } from '@/workers/sweep'

let story: Story
let mail: MailTransport
beforeEach(async () => {
  story = await openStory('off')
  mail = openMailTransport({ SMTP_URL: story.smtp.url, MAIL_FROM: 'Nightdesk <support@test.example>' })
  recordWriteSuccess()
})
afterEach(async () => {
  mail.close()
  await story.close()
})
const db = () => story.database.db
const signals = { processId: 'web', isQueueUp: true, isClockRight: true }
const check = (more: Partial<typeof signals> = {}) => checkHealth(story.ctx, { ...signals, ...more })
const beat = (counters: Record<string, number> = {}) => {
  const beatAt = story.clock.now()
  return db().workerHeartbeat.upsert({
    where: { workerId: 'one' },
    create: { workerId: 'one', startedAt: beatAt, beatAt, counters },
    update: { beatAt, counters },
  })
}

describe('health', () => {
  it('is green after a complete sweep, and red without one', async () => {
    expect(await check()).toMatchObject({ problems: ['workerSilent'] })
    await beat()
    expect(await check()).toMatchObject({ problems: [], degradations: [] })
    story.clock.advance(15_001)
    expect(await check()).toMatchObject({ problems: ['workerSilent'] })
  })

  it('ignores a heartbeat from the future', async () => {
    await db().workerHeartbeat.create({
      data: {
        workerId: 'ahead',
        startedAt: story.clock.now(),
        beatAt: new Date(story.clock.now().getTime() + 90 * 60_000),
      },
    })
    expect(await check()).toMatchObject({ problems: ['workerSilent'] })
  })

  it('is red when a page has waited more than 60 s and nobody has been notified, until somebody is', async () => {
    await story.fileS1()
    story.clock.advance(60_000)
    await beat()
    expect(await check()).toMatchObject({ problems: [] })
    story.clock.advance(1)
    await beat()
    expect((await check()).problems).toContain('notificationsLate')
    await story.settle()
    await beat()
    expect((await check()).problems).not.toContain('notificationsLate')
  })

  it('is red while every attempt to mail fails and mails are due', async () => {
    await story.fileS1()
    const since = Math.floor(story.clock.now().getTime() / 1_000)
    const counters = {
      'sends_total{channel="email",outcome="refused"}': 4,
      'channel_failures_in_a_row{channel="email"}': 4,
      'channel_failing_since_seconds{channel="email"}': since,
    }
    story.clock.advance(61_000)
    await beat(counters)
    expect((await check()).problems).toContain('mailRefused')
    await beat({ ...counters, 'channel_failures_in_a_row{channel="email"}': 0 })
    expect((await check()).problems).not.toContain('mailRefused')
  })

  it('is red when requests find the disk full, and green as soon as there is room for more than a row', async () => {
    await beat()
    const full = Object.assign(new Error('could not extend file'), { code: '53100' })
    const broken = {
      ...story.ctx,
      db: new Proxy(db(), {
        get: (target, name) => (name === '$executeRaw' ? () => Promise.reject(full) : Reflect.get(target, name)),
      }),
    }
    for (let failure = 0; failure < 3; failure += 1) recordWriteFailure(full)
    expect(await checkHealth(broken, signals)).toMatchObject({ problems: ['databaseFull'] })
    expect(await check()).toMatchObject({ problems: [] })
  })

  it('is red on a read-only database', async () => {
    await beat()
    const standby = openDatabase(`${story.database.url}?options=-c%20default_transaction_read_only%3Don`, 2)
    try {
      expect(await checkHealth({ ...story.ctx, db: standby.db }, signals)).toMatchObject({
        problems: ['databaseReadOnly'],
      })
    } finally {
      await standby.close()
    }
  })

  it('is red within its time-out when the database does not respond', async () => {
    const silent = {
      ...story.ctx,
      db: new Proxy(db(), { get: () => new Proxy({}, { get: () => () => new Promise(() => undefined) }) }),
    }
    expect(await checkHealth(silent, signals)).toMatchObject({ problems: ['databaseSilent'] })
  })

  it('is degraded and not red while only the queue is down', async () => {
    await beat()
    expect(await check({ isQueueUp: false })).toMatchObject({ problems: [], degradations: ['queueDown'] })
  })

  it('is degraded while something is parked, until an administrator resumes it', async () => {
    await beat()
    const now = story.clock.now()
    const item = { kind: 'mails', itemId: 'one' }
    await db().failingItem.create({
      data: { ...item, failures: 7, firstAt: now, lastAt: now, nextAt: now, parkedAt: now, lastError: 'ZodError' },
    })
    expect(await check()).toMatchObject({ problems: [], degradations: ['parked'], parked: 1 })
    await resumeItem(story.ctx, asAdministrator(story.world.mia), item)
    expect(await check()).toMatchObject({ degradations: [] })
  })
})

describe('the people in charge', () => {
  const red = (...problems: CheckedHealth['problems']): CheckedHealth => ({
    problems,
    degradations: [],
    pulse: { aliveAt: null, lastAt: null },
    parked: 0,
  })
  const green = red()
  const pushed = vi.fn<Transport>()
  const paging = new Proxy({} as PageTransports, {
    get: (_, name) => (name === 'publicUrl' ? 'http://localhost:3000' : pushed),
  })
  /** The alarm with a monotonic clock that the test moves. */
  function watching() {
    let ms = 0
    const alarm = openAlarm(story.ctx, { mail, paging }, 'web', () => ms)
    return {
      look: alarm.watch,
      pass: (more: number) => {
        ms += more
      },
    }
  }
  beforeEach(async () => {
    pushed.mockReset()
    pushed.mockResolvedValue('201')
    const now = story.clock.now()
    await db().contactMethod.create({
      data: {
        userId: story.world.mia.userId,
        kind: 'push',
        address: 'https://push.test.example/mia',
        verifiedAt: now,
        createdAt: now,
      },
    })
  })
  const mails = () => story.mailsTo({ email: 'mia@test.example' })

  it('are mailed once when health stays red for 30 s', async () => {
    const { look, pass } = watching()
    await look(green)
    await look(red('notificationsLate'))
    pass(29_999)
    await look(red('notificationsLate'))
    expect(mails()).toEqual([])
    pass(1)
    await look(red('notificationsLate'))
    await look(red('notificationsLate'))
    expect(mails()).toEqual(['Nightdesk: pages may not reach anybody'])
    expect(story.smtp.to('mia@test.example')[0]!.mail.text).toContain('nobody has been notified of it')
    expect(pushed).not.toHaveBeenCalled()
  })

  it('are notified by their other methods when the mail server refuses, once by all web processes', async () => {
    story.smtp.behave('busy')
    const both = [watching(), watching()]
    for (const { look, pass } of both) {
      await look(green)
      await look(red('mailRefused'))
      pass(30_000)
    }
    for (const { look } of both) await look(red('mailRefused'))
    expect(pushed).toHaveBeenCalledTimes(1)
    expect(pushed.mock.calls[0]![0]).toMatchObject({ address: 'https://push.test.example/mia' })
    expect(pushed.mock.calls[0]![1]).toMatchObject({
      template: 'system-alarm',
      props: { subject: expect.stringContaining('The mail server accepts no email') },
    })
  })

  it('are mailed even when the database is unreachable', async () => {
    const { look, pass } = watching()
    await look(green)
    await look(red('databaseSilent'))
    pass(30_000)
    await look(red('databaseSilent'))
    expect(mails()).toEqual(['Nightdesk: pages may not reach anybody'])
    expect(story.smtp.to('mia@test.example')[0]!.mail.text).toContain('The database does not answer.')
  })

  it('are not mailed about a restart that ends within 30 s', async () => {
    const { look, pass } = watching()
    await look(red('databaseSilent'))
    pass(20_000)
    await look(green)
    pass(20_000)
    await look(red('databaseSilent'))
    expect(mails()).toEqual([])
  })
})

it('metrics include the oldest waiting page, the age of the last sweep and the workers’ counters', async () => {
  await beat({ 'sends_total{channel="sms",outcome="sent"}': 3, nudges_left_to_sweep: 2 })
  await story.fileS1()
  story.clock.advance(90_000)
  const lines = (await readMetrics(story.ctx)).split('\n')
  expect(lines).toContain('nightdesk_oldest_unsent_page_seconds 90')
  expect(lines).toContain('nightdesk_last_full_sweep_age_seconds 90')
  expect(lines).toContain('nightdesk_sends_total{channel="sms",outcome="sent",process="worker",worker="one"} 3')
  expect(lines).toContain('nightdesk_nudges_left_to_sweep{process="worker",worker="one"} 2')
  await runSweepOnce(story.ctx, { mail, paging: through() }, 'one')
  expect(await readMetrics(story.ctx)).toContain('nightdesk_oldest_unsent_page_seconds 0\n')
})

const through = () =>
  new Proxy({} as PageTransports, {
    get: (_, name) => (name === 'publicUrl' ? 'http://localhost:3000' : async () => '250 ok'),
  })
