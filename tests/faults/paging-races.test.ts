import { afterEach, describe, expect, it } from 'vitest'
import { recordReport } from '@/server/paging/answering/calls'
import { deliver } from '@/server/paging/delivery/deliveries'
import type { ContactKind } from '@/server/paging/facts'
import { acknowledgePage } from '@/server/paging/page/pages'
import { NotificationRefused, type PageTransports, type Transport } from '@/server/paging/delivery/transports'
import { openStory, type Story } from '@/tests/support/story'
import { runSweepOnce } from '@/workers/sweep'

let story: Story
afterEach(() => story.close())
const db = () => story.database.db

/** Ana's only methods, called by the default rules. */
async function onlyMethods(...kinds: ContactKind[]) {
  const { userId } = story.world.ana
  await db().contactMethod.updateMany({ where: { userId }, data: { verifiedAt: null } })
  const now = story.clock.now()
  for (const kind of kinds)
    await db().contactMethod.create({
      data: { userId, kind, address: `+4917012345${kind.length}`, verifiedAt: now, createdAt: now },
    })
}
const deliveryBy = (kind: ContactKind, besides: string[] = []) =>
  db().delivery.findFirstOrThrow({
    where: { contactMethod: { kind }, id: { notIn: besides } },
    include: { attemptLog: { orderBy: { id: 'asc' } } },
  })
const dueNow = (id: string) =>
  db().delivery.update({ where: { id }, data: { sendAt: story.clock.now(), nextAt: story.clock.now() } })
/** Every way out does the same. */
const through = (send: Transport) =>
  new Proxy({} as PageTransports, { get: (_, name) => (name === 'publicUrl' ? 'http://localhost:3000' : send) })
const taken = through(() => Promise.resolve('201 queued'))
const neverCalled = through(() => Promise.reject(new Error('it should have waited')))

describe('messages in an unexpected order', () => {
  it('a report that a text failed, before the sender has recorded sending it, makes the next rule due', async () => {
    story = await openStory('off')
    await onlyMethods('sms', 'voice')
    await story.fileS1()
    story.clock.advance(60_000)
    const { id } = await deliveryBy('sms')
    const reporting = through(async () => {
      await recordReport(story.ctx, id, { status: 'failed', sid: 'SM1', errorCode: '30003' })
      return '201 queued'
    })
    await deliver(story.ctx, id, reporting, 'one')
    const text = await deliveryBy('sms')
    expect([text.state, text.attemptLog.map(({ outcome }) => outcome)]).toEqual([
      'failed',
      ['started', 'failed', 'sent'],
    ])
    expect((await deliveryBy('voice')).sendAt).toEqual(story.clock.now())
  })

  it('notifications that came during a call that was never made do not wait for its end', async () => {
    story = await openStory('off')
    await onlyMethods('voice')
    await story.fileS1()
    story.clock.advance(180_000)
    const first = await deliveryBy('voice')
    let waiting = ''
    const refusing = through(async () => {
      await story.fileS1({ body: 'Second' })
      waiting = (await deliveryBy('voice', [first.id])).id
      await dueNow(waiting)
      await deliver(story.ctx, waiting, neverCalled, 'two')
      story.clock.advance(1_000)
      throw new NotificationRefused(false, '503 later')
    })
    await deliver(story.ctx, first.id, refusing, 'one')
    const [again, other] = [await deliveryBy('voice', [waiting]), await deliveryBy('voice', [first.id])]
    expect(other.nextAt).toEqual(story.clock.now())
    expect(again.nextAt!.getTime()).toBeGreaterThan(story.clock.now().getTime())
  })

  it('notifications that came during a refused call do not wait either when the page was acknowledged meanwhile', async () => {
    story = await openStory('off')
    await onlyMethods('voice')
    await story.fileS1()
    story.clock.advance(180_000)
    const first = await deliveryBy('voice')
    let waiting = ''
    const refusing = through(async () => {
      await story.fileS1({ body: 'Second' })
      waiting = (await deliveryBy('voice', [first.id])).id
      await dueNow(waiting)
      await deliver(story.ctx, waiting, neverCalled, 'two')
      await acknowledgePage(story.ctx, story.world.ana, { pageId: first.pageId, via: 'desk' })
      story.clock.advance(1_000)
      throw new NotificationRefused(false, '503 later')
    })
    await deliver(story.ctx, first.id, refusing, 'one')
    const [ended, other] = [await deliveryBy('voice', [waiting]), await deliveryBy('voice', [first.id])]
    expect([ended.state, ended.attemptLog.at(-1)!.outcome]).toEqual(['cancelled', 'refused'])
    expect(other.nextAt).toEqual(story.clock.now())
  })

  it('a call that ends at the instant in which the next begins does not interrupt the next', async () => {
    story = await openStory('off')
    await onlyMethods('voice')
    await story.fileS1()
    story.clock.advance(180_000)
    const first = await deliveryBy('voice')
    await deliver(story.ctx, first.id, taken, 'one')
    story.clock.advance(10 * 60_000)
    await story.fileS1({ body: 'Second' })
    const second = await deliveryBy('voice', [first.id])
    await dueNow(second.id)
    // The next call begins: its claim is held between taking the method and the commit.
    await story.database.pool.query(`
      create function wait_for_test() returns trigger language plpgsql as
        'begin if new.outcome = ''started'' then perform pg_advisory_xact_lock(4712); end if; return new; end';
      create trigger wait_for_test before insert on "DeliveryAttempt" for each row execute function wait_for_test()`)
    const blocker = await story.database.pool.connect()
    const waits = async () =>
      (
        await blocker.query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
      ).rowCount
    try {
      await blocker.query('select pg_advisory_lock(4712)')
      const calling = deliver(story.ctx, second.id, taken, 'two')
      while ((await waits()) !== 1) await new Promise(setImmediate)
      const telling = recordReport(story.ctx, first.id, { status: 'completed', errorCode: null, sid: 'CA1' })
      while ((await waits()) !== 2) await new Promise(setImmediate)
      await blocker.query('select pg_advisory_unlock(4712)')
      await Promise.all([calling, telling])
    } finally {
      await blocker.query('select pg_advisory_unlock_all()')
      blocker.release()
    }
    const method = await db().contactMethod.findFirstOrThrow({ where: { kind: 'voice' } })
    expect(method.bundleUntil!.getTime()).toBeGreaterThan(story.clock.now().getTime())
  })

  it("a late report of a call's end does not interrupt the call after it", async () => {
    story = await openStory('off')
    await onlyMethods('voice')
    await story.fileS1()
    story.clock.advance(180_000)
    const first = await deliveryBy('voice')
    await deliver(story.ctx, first.id, taken, 'one')
    // Its end was never told: the next call waits for as long as a call may take, and no longer.
    story.clock.advance(10 * 60_000)
    await story.fileS1({ body: 'Second' })
    const second = await deliveryBy('voice', [first.id])
    await dueNow(second.id)
    await deliver(story.ctx, second.id, taken, 'one')
    await story.fileS1({ body: 'Third' })
    const third = await deliveryBy('voice', [first.id, second.id])
    await dueNow(third.id)
    const ended = { status: 'completed', errorCode: null }
    await recordReport(story.ctx, first.id, { ...ended, sid: 'CA1' })
    await deliver(story.ctx, third.id, neverCalled, 'two')
    expect((await deliveryBy('voice', [first.id, second.id])).state).toBe('pending')
    await recordReport(story.ctx, second.id, { ...ended, sid: 'CA2' })
    await deliver(story.ctx, third.id, taken, 'two')
    expect((await deliveryBy('voice', [first.id, second.id])).state).toBe('sent')
  })

  it('managers are not notified of a page that was acknowledged before their turn', async () => {
    story = await openStory('off')
    const { ana, mia } = story.world
    const { id: contactMethodId } = await db().contactMethod.findFirstOrThrow({ where: { userId: mia.userId } })
    await db().notificationRule.create({
      data: { userId: mia.userId, urgency: 'high', position: 0, delaySeconds: 120, contactMethodId },
    })
    await story.fileS1({ severity: 'S2' })
    await story.minutes(30)
    const page = await db().page.findFirstOrThrow()
    const told = () => db().delivery.findFirstOrThrow({ where: { kind: 'managers_told' } })
    expect([page.state, (await told()).state]).toEqual(['unanswered', 'pending'])
    await acknowledgePage(story.ctx, ana, { pageId: page.id, via: 'desk' })
    expect((await told()).state).toBe('cancelled')
  })

  it('an acknowledgement during a notification leaves a completed attempt', async () => {
    story = await openStory('off')
    await onlyMethods('sms')
    await story.fileS1()
    story.clock.advance(60_000)
    const { id, pageId } = await deliveryBy('sms')
    const acknowledging = through(async () => {
      await acknowledgePage(story.ctx, story.world.ana, { pageId, via: 'desk' })
      return '201 queued'
    })
    await deliver(story.ctx, id, acknowledging, 'one')
    const { state, attemptLog } = await deliveryBy('sms')
    expect([state, attemptLog.map(({ outcome }) => outcome)]).toEqual(['cancelled', ['started', 'sent']])
  })
})

describe('the sweep', () => {
  const outbox = {
    kind: 'outbox' as const,
    send: async () => '',
    verify: async () => undefined,
    close: () => undefined,
  }
  const sweep = (now = () => story.clock.now()) =>
    runSweepOnce({ ...story.ctx, now }, { paging: taken, mail: outbox }, 'one')

  it('tries a row that cannot be handled only once, even while time advances', async () => {
    story = await openStory('off')
    await story.fileS1()
    await db().page.updateMany({ data: { policySnapshot: { steps: 'broken' }, nextAt: story.clock.now() } })
    const handled = await sweep(() => {
      story.clock.advance(200)
      return story.clock.now()
    })
    // The page, its notification and the mail to the customer, at most: not the page in every round.
    expect(handled).toBeLessThan(10)
  })

  it('handles urgent kinds after each batch, however many items of another kind are due', async () => {
    story = await openStory('off')
    await db().mailMessage.createMany({
      data: Array.from({ length: 700 }, (_, index) => ({
        uniqueKey: `code:${index}`,
        template: 'contact-code',
        props: { code: '123456' },
        toAddress: 'ana@test.example',
        locale: 'en',
        timeZone: 'UTC',
        messageId: `<${index}@nightdesk>`,
        createdAt: story.clock.now(),
        nextAt: story.clock.now(),
      })),
    })
    let sent = 0
    let sentBeforeThePage = 0
    const mail = {
      ...outbox,
      send: async () => {
        sent += 1
        if (sent === 201) await story.fileS1()
        return ''
      },
    }
    const paging = through(async () => {
      sentBeforeThePage = sent
      return 'taken'
    })
    await runSweepOnce(story.ctx, { paging, mail }, 'one')
    expect([sentBeforeThePage, sent]).toEqual([400, 700])
  })

  it('reaches due items behind any number of rows that cannot be handled', async () => {
    story = await openStory('off')
    const reference = await story.fileS1()
    await sweep()
    const page = await db().page.findFirstOrThrow({ where: { ticket: { reference } } })
    story.clock.advance(10 * 60_000)
    const { ticketId: _, ...columns } = page
    const drill = await db().drillPlan.create({
      data: {
        policyId: page.policyId!,
        weekday: 0,
        localTime: '10:00',
        timeZone: 'UTC',
        plannedFor: story.clock.now(),
        createdAt: story.clock.now(),
        updatedAt: story.clock.now(),
      },
    })
    await db().page.createMany({
      data: Array.from({ length: 250 }, (_, index) => ({
        ...columns,
        id: crypto.randomUUID(),
        ticketId: null,
        drillPlanId: drill.id,
        plannedFor: new Date(index),
        about: {},
        escalation: { state: 'broken' },
        policySnapshot: { steps: 'broken' },
        nextAt: new Date(0),
      })),
    })
    await sweep()
    expect((await db().page.findUniqueOrThrow({ where: { id: page.id } })).nextAt!.getTime()).toBeGreaterThan(
      page.nextAt!.getTime(),
    )
  })
})
