import webpush from 'web-push'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openMailTransport } from '@/server/integrations/mail/mail'
import { readContacts, subscribePush, subscribePushSchema } from '@/server/paging/methods/contacts'
import { testMethod } from '@/server/paging/methods/test-message'
import { acknowledgeByToken } from '@/server/paging/answering/links'
import { deliver, dueDeliveries, openPageTransports } from '@/server/paging/page/pages'
import { type PushServiceStandIn, runPushService } from '@/tests/support/push-service'
import { openStory, type Story } from '@/tests/support/story'

// The stand-in listens on this machine.
process.env.OUTGOING_ALLOW = '127.0.0.1, localhost'

const vapid = webpush.generateVAPIDKeys()
let story: Story
let service: PushServiceStandIn
let methodId: string
let close: () => void
let transports: ReturnType<typeof openPageTransports>

const db = () => story.database.db
const pushes = () => service.pushes

/** The transports of a worker, but trusting the stand-in's certificate. */
function openTransports(keys = vapid) {
  const settings = {
    SMTP_URL: story.smtp.url,
    MAIL_FROM: 'Nightdesk <support@test.example>',
    PUBLIC_URL: 'https://desk.test.example',
    VAPID_PUBLIC_KEY: keys.publicKey,
    VAPID_PRIVATE_KEY: keys.privateKey,
  }
  const mail = openMailTransport(settings)
  close = () => mail.close()
  transports = openPageTransports(story.ctx, mail, settings, service.agent)
}

beforeEach(async () => {
  story = await openStory('off')
  service = await runPushService()
  openTransports()
  ;({ id: methodId } = await subscribePush(story.ctx, story.world.ana, {
    ...service.subscribe(vapid.publicKey),
    label: 'Laptop',
  }))
})
afterEach(async () => {
  close()
  await service.close()
  await story.close()
})

const rule = (contactMethodId: string, position: number, delaySeconds: number) =>
  db().notificationRule.create({
    data: { userId: story.world.ana.userId, urgency: 'high', contactMethodId, position, delaySeconds },
  })
/** Push at once, mail two minutes later. */
async function pushThenMail() {
  const mail = await db().contactMethod.findFirstOrThrow({ where: { userId: story.world.ana.userId, kind: 'email' } })
  await rule(methodId, 0, 0)
  await rule(mail.id, 1, 120)
}
/** What a worker does of what is due at this moment. */
async function sendDue() {
  for (const id of await dueDeliveries(story.ctx, 20)) await deliver(story.ctx, id, transports, 'w')
}
const outcomes = async () => {
  const attempts = await db().deliveryAttempt.findMany({
    where: { delivery: { contactMethodId: methodId } },
    orderBy: { id: 'asc' },
    select: { outcome: true, answer: true },
  })
  return attempts.map(({ outcome, answer }) => `${outcome} ${answer}`.trim())
}

describe('a subscription to browser push', () => {
  it.each([
    'http://push.example/x',
    'https://10.0.0.1/x',
    'https://169.254.169.254/latest/meta-data',
    'https://[::1]/x',
    'https://user:password@push.example/x',
  ])('is refused for the address %s, to which no notification would be sent', async (endpoint) => {
    const input = subscribePushSchema.safeParse({ endpoint, keys: { p256dh: 'a', auth: 'b' } })
    const attempt = async () => {
      if (!input.success) throw new Error('pushEndpoint')
      await subscribePush(story.ctx, story.world.ana, input.data)
    }
    await expect(attempt()).rejects.toThrow('pushEndpoint')
    expect(await db().contactMethod.count({ where: { address: endpoint } })).toBe(0)
  })
})

describe('a page by browser push', () => {
  it('is signed, encrypted for the browser, urgent, and expires after a quarter of an hour', async () => {
    const reference = await story.fileS1()
    await sendDue()
    const [push, ...others] = pushes()
    expect(others).toEqual([])
    expect(push!.claims.sub).toBe('https://desk.test.example')
    expect(push!.headers).toMatchObject({ ttl: '900', urgency: 'high' })
    expect(push!.payload).toMatchObject({
      title: `S1 ${reference}`,
      body: 'ACME: Messages vanish',
      url: `https://desk.test.example/desk/tickets/${reference}`,
      more: '0',
      repeated: '',
      locale: 'en',
    })
    const delivery = await db().delivery.findFirstOrThrow({ where: { contactMethodId: methodId } })
    expect(push!.payload.tag).toBe(delivery.id)
    expect(await outcomes()).toEqual(['started', 'sent 201'])
    // The link that the notification's button posts to acknowledges this page.
    const token = push!.payload.acknowledgeUrl!.split('/p/')[1]!
    const answer = await acknowledgeByToken(story.ctx, token, 'push')
    expect(answer.outcome).toBe('acknowledged')
  })

  it('is sent again with the same tag after 429 and 503, marked as repeated', async () => {
    await pushThenMail()
    await story.fileS1()
    service.answer(429, 'slow down')
    await sendDue()
    service.answer(503, 'restarting')
    story.clock.advance(6_000)
    await sendDue()
    service.answer(201)
    story.clock.advance(11_000)
    await sendDue()
    expect(await outcomes()).toEqual([
      'started',
      'refused 429 slow down',
      'started',
      'refused 503 restarting',
      'started',
      'sent 201',
    ])
    expect(new Set(pushes().map((push) => push.payload.tag)).size).toBe(1)
    expect(pushes().map((push) => push.payload.repeated)).toEqual(['', 'yes', 'yes'])
    // The first refusal of an S1 made the next rule due at once, and once.
    expect(story.mailsTo(story.world.ana)).toEqual(['S1 ACME-1 Messages vanish'])
  })

  it('to a browser that has unsubscribed disables the method, and the next rule is due at once', async () => {
    await pushThenMail()
    const reference = await story.fileS1()
    service.answer(410, 'unsubscribed')
    await sendDue()
    await sendDue()
    expect(await outcomes()).toEqual(['started', 'failed 410 unsubscribed'])
    expect(story.mailsTo(story.world.ana)).toEqual([`S1 ${reference} Messages vanish`])
    const { methods } = await readContacts(story.ctx, story.world.ana)
    expect(methods.find((method) => method.id === methodId)!.failedAt).toEqual(story.clock.now())
    // The next page does not go there any more.
    service.answer(201)
    await story.fileS1({ body: 'Second' })
    await sendDue()
    expect(await db().delivery.count({ where: { contactMethodId: methodId } })).toBe(1)
  })

  it('that waited behind one whose browser had unsubscribed goes by the next rule at once', async () => {
    await pushThenMail()
    const reference = await story.fileS1()
    await db().contactMethod.update({ where: { id: methodId }, data: { failedAt: story.clock.now() } })
    await sendDue()
    await sendDue()
    expect(pushes()).toEqual([])
    expect(story.mailsTo(story.world.ana)).toEqual([`S1 ${reference} Messages vanish`])
  })

  it('reaches the browser again once it has subscribed again', async () => {
    await db().contactMethod.update({ where: { id: methodId }, data: { failedAt: story.clock.now() } })
    const subscription = service.subscribe(vapid.publicKey)
    await db().contactMethod.update({ where: { id: methodId }, data: { address: subscription.endpoint } })
    await subscribePush(story.ctx, story.world.ana, { ...subscription, label: '' })
    await story.fileS1()
    await sendDue()
    expect(pushes()).toHaveLength(1)
  })

  it('signed with other keys than those of the subscription is refused permanently; the method stays', async () => {
    close()
    openTransports(webpush.generateVAPIDKeys())
    await story.fileS1()
    await sendDue()
    expect(pushes()).toEqual([])
    expect((await outcomes())[1]).toMatch(/^failed 403 signed by a key/)
    expect(await db().contactMethod.count({ where: { id: methodId, failedAt: null } })).toBe(1)
  })

  it('is retried when the push service is not listening', async () => {
    await service.close()
    await story.fileS1()
    await sendDue()
    expect((await outcomes())[1]).toMatch(/^refused .*ECONNREFUSED/)
  })

  it('is as long as needed, and never longer than a push service accepts', async () => {
    await db().user.update({ where: { id: story.world.ana.userId }, data: { locale: 'zh-CN' } })
    for (let count = 0; count < 8; count += 1) await story.fileS1({ body: '语'.repeat(200) })
    await sendDue()
    story.clock.advance(3_000)
    await sendDue()
    const last = pushes().at(-1)!
    expect(last.payload.locale).toBe('zh-CN')
    expect(Number(last.payload.more)).toBeGreaterThan(0)
    for (const push of pushes()) expect(Number(push.headers['content-length'])).toBeLessThan(4_096)
  })
})

describe('a test of a contact method', () => {
  const test = (id = methodId, viewer = story.world.ana) => testMethod(story.ctx, viewer, id, transports)
  const mailMethod = () =>
    db().contactMethod.findFirstOrThrow({ where: { userId: story.world.ana.userId, kind: 'email' } })

  it('is sent like a page, says that it is a test, and has nothing to acknowledge', async () => {
    expect(await test()).toEqual({ outcome: 'accepted', answer: '201' })
    const [push] = pushes()
    expect(push!.payload).toMatchObject({ title: 'TEST', url: 'https://desk.test.example/desk/me' })
    expect(push!.payload.body).toContain('This is a test that you asked for')
    expect(push!.payload).not.toHaveProperty('acknowledgeUrl')
    const mailed = await test((await mailMethod()).id)
    expect(mailed).toMatchObject({ outcome: 'accepted', answer: expect.stringMatching(/^250 /) })
    expect(story.mailsTo(story.world.ana)).toEqual(['Test notification from Nightdesk'])
    expect(await db().delivery.count()).toBe(0)
  })

  it("reports a refusal in the other side's words, and explains an unsubscribed browser", async () => {
    service.answer(410, 'unsubscribed')
    expect(await test()).toEqual({ outcome: 'refused', answer: '410 unsubscribed' })
    expect(await db().contactMethod.count({ where: { id: methodId, failedAt: { not: null } } })).toBe(1)
    story.smtp.behave('refuse')
    expect(await test((await mailMethod()).id)).toMatchObject({
      outcome: 'refused',
      answer: expect.stringContaining('550'),
    })
  })

  it("is possible five times an hour, with verified methods of one's own", async () => {
    await expect(test(methodId, story.world.bo)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const mail = await mailMethod()
    await db().contactMethod.update({ where: { id: mail.id }, data: { verifiedAt: null } })
    await expect(test(mail.id)).rejects.toMatchObject({ code: 'INVALID', reason: 'verifyFirst' })
    for (let count = 0; count < 5; count += 1) await test()
    await expect(test()).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    expect(pushes()).toHaveLength(5)
    story.clock.advance(60 * 60_000 + 1)
    expect(await test()).toMatchObject({ outcome: 'accepted' })
  })
})
