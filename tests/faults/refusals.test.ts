import { asAdministrator } from '@/tests/support/world'
import { afterEach, describe, expect, it } from 'vitest'
import { deliver, dueDeliveries } from '@/server/paging/page/pages'
import { readFailingMethods } from '@/server/paging/methods/failures'
import { NotificationRefused, type PageTransports } from '@/server/paging/delivery/transports'
import { openMailTransport } from '@/server/integrations/mail/mail'
import { openPageTransports } from '@/server/paging/delivery/transports'
import { openStory, type Story } from '@/tests/support/story'

/** SEMANTICS §3, delivery: "not now", permanent failures, faults of our own. */
let story: Story
const closing: (() => void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) close()
  await story.close()
})

const db = () => story.database.db
const later = (seconds: number) => story.advance(new Date(story.clock.now().getTime() + seconds * 1_000))
const states = async () =>
  Object.fromEntries(
    (await db().delivery.groupBy({ by: ['state'], _count: true })).map(({ state, _count }) => [state, _count]),
  )
const onlyPage = () => db().page.findFirstOrThrow()
const notified = async () => {
  const { ana, bo, mia } = story.world
  const names = new Map([ana, bo, mia].map(({ userId, name }) => [userId, name]))
  const start = (await onlyPage()).openedAt.getTime()
  const rows = await db().pageLogEntry.findMany({
    where: { kind: { in: ['notify', 'persist'] } },
    orderBy: { id: 'asc' },
  })
  return rows.map(
    ({ kind, at, detail }) =>
      `${(at.getTime() - start) / 60_000} ${kind} ${(detail as { engineerIds: string[] }).engineerIds.map((id) => names.get(id)).join('+')}`,
  )
}
/** The real ways out, with some replaced. */
function transportsWith(replaced: (real: PageTransports) => Partial<PageTransports>): PageTransports {
  const settings = {
    SMTP_URL: story.smtp.url,
    MAIL_FROM: 'Nightdesk <support@test.example>',
    PUBLIC_URL: 'http://localhost:3000',
    VAPID_PUBLIC_KEY: undefined,
    VAPID_PRIVATE_KEY: undefined,
  }
  const mail = openMailTransport(settings)
  closing.push(() => mail.close())
  const real = openPageTransports(story.ctx, mail, settings)
  return { ...real, ...replaced(real) }
}
const deliverDue = async (transports: PageTransports) => {
  for (const id of await dueDeliveries(story.ctx, 100)) await deliver(story.ctx, id, transports, 'worker')
}

/** One step to Ana; used up after five minutes, then everybody named and the managers. */
async function useOneStepPolicy() {
  const { ana } = story.world
  await db().escalationPolicy.updateMany({
    data: {
      definition: {
        steps: [{ delayMinutes: 5, targets: [{ type: 'engineer', id: ana.userId }] }],
        repeats: 0,
        persistEveryMinutes: 5,
      },
    },
  })
}

const slow = { timeout: 120_000 }

describe.each(['off', 'on'] as const)('while the mail server is away, queue %s', (queue) => {
  it(
    'an S2 without any sent notification never becomes unanswered: it persists, and is paged when the server is back',
    slow,
    async () => {
      story = await openStory(queue)
      await useOneStepPolicy()
      story.smtp.behave('busy')
      await story.fileS1({ severity: 'S2' })
      await story.minutes(12)
      expect(await states()).not.toHaveProperty('failed')
      expect((await onlyPage()).state).toBe('open')
      expect(await notified()).toEqual(['0 notify Ana', '5 persist Ana+Mia', '10 persist Ana+Mia'])
      story.smtp.behave('accept')
      await story.minutes(1)
      const { ana, mia } = story.world
      for (const person of [ana, mia]) expect(story.mailsTo(person)).toEqual(['S2 ACME-1 Messages vanish'])
      // Now it may be unanswered, and the managers are notified of that once.
      await story.minutes(3)
      expect((await onlyPage()).state).toBe('unanswered')
      expect(story.mailsTo(mia)).toEqual(['S2 ACME-1 Messages vanish', 'Nobody acknowledged S2 ACME-1'])
    },
  )

  it('the first success makes everything due that the server had refused', slow, async () => {
    story = await openStory(queue)
    await useOneStepPolicy()
    story.smtp.behave('busy')
    for (const body of ['One', 'Two']) {
      await story.fileS1({ body })
      await later(20)
    }
    await story.minutes(2)
    story.smtp.behave('accept')
    // The page of a further ticket goes through first; the pauses of the others still have up to a minute to run.
    await story.fileS1({ body: 'Three' })
    await later(3)
    expect(await db().delivery.count({ where: { state: 'pending', sendAt: { lte: story.clock.now() } } })).toBe(0)
    const [first, ...others] = story.mailsTo(story.world.ana)
    expect([first, ...others].join(' ')).toMatch(/ACME-1/)
    expect(await db().channelState.findMany({ select: { channel: true, failuresInRow: true } })).toContainEqual({
      channel: 'email',
      failuresInRow: 0,
    })
  })
})

describe('an address that is refused permanently', () => {
  it('makes the next step due at once, marks the method and notifies the administrators', slow, async () => {
    story = await openStory('off')
    const vendor = await db().organisation.findFirstOrThrow({ where: { isVendor: true } })
    const ada = await db().user.create({
      data: {
        email: 'ada@test.example',
        name: 'Ada',
        createdAt: story.clock.now(),
        memberships: { create: { role: 'administrator', organisationId: vendor.id, createdAt: story.clock.now() } },
      },
    })
    story.smtp.behave('refuse')
    await story.fileS1()
    await story.settle()
    expect((await notified()).slice(0, 3)).toEqual(['0 notify Ana', '0 notify Bo', '0 notify Mia'])
    // A persisting page does not advance early, or a dead address would be tried endlessly.
    await later(60)
    expect((await notified()).filter((one) => one.includes('persist'))).toHaveLength(1)
    const { ana, bo, mia } = story.world
    const markedOf = async () =>
      (await Promise.all([ana, bo, mia].map(async (one) => (await readFailingMethods(story.ctx, one)).own))).flat()
    const marked = await markedOf()
    expect((await readFailingMethods(story.ctx, asAdministrator(ana))).others).toMatchObject([
      { name: 'Bo', methods: 1 },
      { name: 'Mia', methods: 1 },
    ])
    expect((await readFailingMethods(story.ctx, mia)).others).toEqual([])
    expect(marked.map(({ owner, answer, ended }) => [owner.name, answer, ended])).toEqual(
      expect.arrayContaining(['Ana', 'Bo', 'Mia'].map((name) => [name, expect.stringContaining('550'), false])),
    )
    const mails = await db().mailMessage.findMany({ where: { template: 'contact-failing' } })
    expect([...new Set(mails.map(({ toUserId }) => toUserId))]).toEqual([ada.id])
    expect(mails).toHaveLength(3)
    // The whole mail server may be at fault: a marked method is still tried, and a success takes the mark away.
    story.smtp.behave('accept')
    await story.minutes(5)
    expect(await markedOf()).toEqual([])
    expect(story.mailsTo(story.world.ana)).toEqual(['S1 ACME-1 Messages vanish'])
  })

  it('leaves an S2 persisting, because nothing was sent', slow, async () => {
    story = await openStory('off')
    await useOneStepPolicy()
    story.smtp.behave('refuse')
    await story.fileS1({ severity: 'S2' })
    await story.minutes(6)
    expect((await onlyPage()).state).toBe('open')
    expect(await notified()).toEqual(['0 notify Ana', '0 persist Ana+Mia', '5 persist Ana+Mia'])
  })

  it('does not advance a step early while one of its notifications may still arrive', async () => {
    story = await openStory('off')
    const { ana } = story.world
    const now = story.clock.now()
    const { id } = await db().contactMethod.create({
      data: { userId: ana.userId, kind: 'sms', address: '+4915112345678', verifiedAt: now, createdAt: now },
    })
    const mail = await db().contactMethod.findFirstOrThrow({ where: { userId: ana.userId, kind: 'email' } })
    for (const [position, contactMethodId] of [mail.id, id].entries())
      await db().notificationRule.create({
        data: { userId: ana.userId, urgency: 'high', position, contactMethodId, delaySeconds: position * 60 },
      })
    await story.fileS1()
    const transports = transportsWith(() => ({
      email: () => Promise.reject(new NotificationRefused(true, '550 No such mailbox')),
      sms: () => Promise.reject(new NotificationRefused(false, '503 busy')),
    }))
    await deliverDue(transports)
    await deliverDue(transports)
    const attempts = await db().deliveryAttempt.findMany({ orderBy: { id: 'asc' } })
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['started', 'failed', 'started', 'refused'])
    expect((await onlyPage()).nextAt).toEqual(new Date(now.getTime() + 5 * 60_000))
  })
})

describe('"not now"', () => {
  it('is retried after the delay that the other side asks for, at most a minute', async () => {
    story = await openStory('off')
    await story.fileS1()
    const refusing = (retryAfterMs: number | null) =>
      transportsWith(() => ({
        email: () => Promise.reject(new NotificationRefused(false, '429', false, { retryAfterMs })),
      }))
    const waits = async () =>
      ((await db().delivery.findFirstOrThrow()).nextAt!.getTime() - story.clock.now().getTime()) / 1_000
    const asked: [number | null, number][] = [
      [30_000, 30],
      [3_600_000, 60],
      [null, 20],
      [null, 40],
      [null, 60],
      [null, 60],
    ]
    for (const [retryAfterMs, seconds] of asked) {
      await deliverDue(refusing(retryAfterMs))
      expect(await waits()).toBe(seconds)
      story.clock.advance(60_000)
    }
    expect((await db().delivery.findFirstOrThrow()).state).toBe('pending')
  })

  it('has one request in flight per contact method; the next follows when it ends', async () => {
    story = await openStory('off')
    await story.fileS1()
    let end: (answer: string) => void = () => undefined
    const hanging = transportsWith(() => ({
      email: () =>
        new Promise<string>((resolve) => {
          end = resolve
        }),
    }))
    const [first] = await dueDeliveries(story.ctx, 1)
    const under = deliver(story.ctx, first!, hanging, 'one')
    const started = () => db().deliveryAttempt.count({ where: { outcome: 'started' } })
    while ((await started()) === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    story.clock.advance(3_000)
    await story.fileS1({ body: 'Second' })
    for (const id of await dueDeliveries(story.ctx, 10)) await deliver(story.ctx, id, hanging, 'two')
    expect(await started()).toBe(1)
    end('250 OK')
    await under
    await story.settle()
    expect(story.mailsTo(story.world.ana)).toEqual(['S1 ACME-2 Second'])
  })
})

describe('a fault of our own', () => {
  it('splits the bundle: the good page is sent, the other is retried with growing pauses and fails after ten attempts', async () => {
    story = await openStory('off')
    await story.fileS1({ body: 'Good' })
    await story.fileS1({ body: 'Bad' })
    const sent: string[] = []
    const transports = transportsWith(() => ({
      email: async (_, message) => {
        const subjects = [message.props, ...message.props.others].map(({ subject }) => subject)
        if (subjects.includes('Bad')) throw new TypeError('cannot be written')
        sent.push(subjects.join('+'))
        return '250 OK'
      },
    }))
    await db().page.updateMany({ data: { nextAt: null } })
    for (let minute = 0; minute < 20; minute += 1)
      for (let second = 0; second < 60; second += 5) {
        await deliverDue(transports)
        story.clock.advance(5_000)
      }
    expect(sent).toEqual(['Good'])
    const faults = await db().deliveryAttempt.findMany({
      where: { outcome: { in: ['fault', 'failed'] }, bundleSize: 1 },
    })
    expect(faults).toHaveLength(9)
    expect(faults.every(({ answer }) => answer === 'TypeError')).toBe(true)
    expect(await states()).toEqual({ sent: 1, failed: 1 })
  })

  it('a page whose row cannot be read is still sent with its link, and affects no other', async () => {
    story = await openStory('off')
    await story.fileS1()
    await story.fileS1({ body: 'Broken' })
    await db().page.updateMany({ where: { ticket: { reference: 'ACME-2' } }, data: { about: {} } })
    await story.settle()
    expect(story.mailsTo(story.world.ana)).toEqual(['2 pages, first S1 ACME-1'])
    expect(story.smtp.mails[0]!.mail.text!.match(/\/p\/[\w-]{20,}/g)).toHaveLength(2)
  })

  it('recording a sent message is retried, and nothing is sent twice', async () => {
    story = await openStory('off')
    await story.fileS1()
    let failing = 0
    const transports = transportsWith((real) => ({
      email: async (...args) => {
        const answer = await real.email(...args)
        failing = 2
        return answer
      },
    }))
    const flaky = new Proxy(db(), {
      get(target, name) {
        if (name === '$transaction' && failing > 0) {
          failing -= 1
          return () => Promise.reject(new Error('sorry, too many clients already'))
        }
        return Reflect.get(target, name) as unknown
      },
    })
    const [id] = await dueDeliveries(story.ctx, 1)
    await deliver({ ...story.ctx, db: flaky }, id!, transports, 'worker')
    await story.minutes(2)
    expect(story.mailsTo(story.world.ana)).toHaveLength(1)
    const attempts = await db().deliveryAttempt.findMany({ orderBy: { id: 'asc' } })
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['started', 'sent'])
  })
})

it('instants that a wrong clock wrote 90 minutes ahead delay no page', async () => {
  story = await openStory('off')
  await story.fileS1()
  const ahead = new Date(story.clock.now().getTime() + 90 * 60_000)
  await db().contactMethod.updateMany({ data: { bundleUntil: ahead, sendingToken: 'gone:1', sendingUntil: ahead } })
  await db().delivery.updateMany({ data: { nextAt: ahead, claimedUntil: ahead, claimToken: 'gone:1' } })
  await story.settle()
  expect(story.mailsTo(story.world.ana)).toHaveLength(1)
})
