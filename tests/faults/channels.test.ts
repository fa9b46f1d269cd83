import net, { type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { openMailTransport } from '@/server/integrations/mail/mail'
import { deliver, dueDeliveries, openPageTransports } from '@/server/paging/page/pages'
import { recordHttp } from '@/tests/support/http'
import { openStory, type Story } from '@/tests/support/story'
import { noTransports } from '@/tests/support/transports'

/** Each way a channel can fail: what it was told is on record, nothing is lost, a duplicate carries the same id. */
let story: Story
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await story.close()
})

const db = () => story.database.db
const attempts = async () =>
  (await db().deliveryAttempt.findMany({ orderBy: { id: 'asc' } })).map(({ outcome, answer }) =>
    `${outcome} ${answer}`.trim(),
  )
const later = (seconds: number) => story.advance(new Date(story.clock.now().getTime() + seconds * 1_000))
const settings = (smtpUrl: string) => ({
  SMTP_URL: smtpUrl,
  MAIL_FROM: 'Nightdesk <support@test.example>',
  PUBLIC_URL: 'http://localhost:3000',
  VAPID_PUBLIC_KEY: undefined,
  VAPID_PRIVATE_KEY: undefined,
})
/** A mail transport of its own, with little patience. */
function mailTo(smtpUrl: string) {
  const mail = openMailTransport(settings(smtpUrl), 200)
  closing.push(() => mail.close())
  return openPageTransports(story.ctx, mail, settings(smtpUrl))
}
async function tcpServer(greet: (socket: net.Socket) => void): Promise<string> {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    greet(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`
}
/** Ana has a second address that is only tried after ten minutes, or when the first has failed for good. */
async function twoAddresses() {
  const { ana } = story.world
  const first = await db().contactMethod.findFirstOrThrow({ where: { userId: ana.userId } })
  const now = story.clock.now()
  const second = await db().contactMethod.create({
    data: { userId: ana.userId, kind: 'email', address: 'private@test.example', verifiedAt: now, createdAt: now },
  })
  for (const [position, { id }] of [first, second].entries())
    await db().notificationRule.create({
      data: { userId: ana.userId, urgency: 'high', position, contactMethodId: id, delaySeconds: position * 600 },
    })
}

describe('a mail server', () => {
  it.each<[string, () => Promise<string>]>([
    ['that accepts the connection and does not respond', () => tcpServer(() => undefined)],
    ['that closes the connection at once', () => tcpServer((socket) => socket.destroy())],
    ['that greets and then hangs', () => tcpServer((socket) => void socket.write('220 slow.example ESMTP\r\n'))],
    [
      'that is unreachable',
      async () => {
        const url = await tcpServer(() => undefined)
        await closing.pop()!()
        return url
      },
    ],
  ])('%s is retried, and the mail arrives once it works', async (_, start) => {
    story = await openStory('off')
    await story.fileS1()
    const [id] = await dueDeliveries(story.ctx, 1)
    await deliver(story.ctx, id!, mailTo(await start()), 'worker')
    expect((await db().delivery.findUniqueOrThrow({ where: { id: id! } })).state).toBe('pending')
    expect((await attempts())[1]).toMatch(/^refused ./)
    await later(5)
    expect(story.mailsTo(story.world.ana)).toHaveLength(1)
    expect(story.smtp.mails[0]!.mail.messageId).toBe(`<page-${id}@nightdesk>`)
  })

  it('that answers 4xx is retried with growing pauses, with the same Message-ID', async () => {
    story = await openStory('off')
    await twoAddresses()
    story.smtp.behave('busy')
    await story.fileS1()
    await story.settle()
    await later(5)
    await later(9)
    // The first refusal of an S1 made the second rule due ten minutes early.
    const refused = await db().deliveryAttempt.groupBy({
      by: ['deliveryId'],
      where: { outcome: 'refused' },
      _count: true,
    })
    expect(refused.map(({ _count }) => _count)).toEqual([2, 2])
    story.smtp.behave('accept')
    await later(1)
    expect(story.smtp.mails.map(({ to }) => to[0]).sort()).toEqual(['ana@test.example', 'private@test.example'])
    expect((await attempts()).filter((one) => one.startsWith('refused')).every((one) => one.includes('451'))).toBe(true)
  })

  it('that answers 5xx is not retried: the next rule is due at once', async () => {
    story = await openStory('off')
    await twoAddresses()
    story.smtp.behave('refuse')
    await story.fileS1()
    const [id] = await dueDeliveries(story.ctx, 1)
    await deliver(story.ctx, id!, mailTo(story.smtp.url), 'worker')
    story.smtp.behave('accept')
    await story.settle()
    expect(story.smtp.mails.map(({ to }) => to)).toEqual([['private@test.example']])
    expect((await attempts())[1]).toMatch(/^failed 550/)
  })

  it('that refuses for an hour delays neither the escalation nor its order', async () => {
    story = await openStory('off')
    const { ana, bo, mia } = story.world
    story.smtp.behave('busy')
    await story.fileS1()
    await story.minutes(11)
    story.smtp.behave('accept')
    await story.minutes(10)
    const steps = await db().pageLogEntry.findMany({ where: { kind: 'notify' }, orderBy: { id: 'asc' } })
    expect(steps.map(({ detail }) => (detail as { engineerIds: string[] }).engineerIds[0])).toEqual([
      ana.userId,
      bo.userId,
      mia.userId,
      ana.userId,
      bo.userId,
    ])
    // What was refused before comes once the server takes it, and the steps at 15 and 20 min come again.
    expect([story.mailsTo(ana).length, story.mailsTo(bo).length, story.mailsTo(mia).length]).toEqual([2, 2, 1])
  })
})

describe('a webhook', () => {
  async function createWebhookMethod(url: string) {
    const { ana } = story.world
    const now = story.clock.now()
    const hook = await db().contactMethod.create({
      data: {
        userId: ana.userId,
        kind: 'webhook',
        address: url,
        detail: { secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` },
        verifiedAt: now,
        createdAt: now,
      },
    })
    const mail = await db().contactMethod.findFirstOrThrow({ where: { userId: ana.userId, kind: 'email' } })
    for (const [position, contactMethodId] of [hook.id, mail.id].entries())
      await db().notificationRule.create({
        data: { userId: ana.userId, urgency: 'high', position, contactMethodId, delaySeconds: position * 600 },
      })
  }

  it('that redirects to a private address is not followed; the next rule is due at once', async () => {
    story = await openStory('off')
    const [inner, outer] = [await recordHttp(), await recordHttp()]
    closing.push(inner.close, outer.close)
    outer.answer({ status: 307, headers: { location: `${inner.url}/admin` } })
    await createWebhookMethod(`${outer.url}/hook`)
    await story.fileS1()
    await story.settle()
    expect([outer.requests.length, inner.requests.length]).toEqual([1, 0])
    expect(story.mailsTo(story.world.ana)).toHaveLength(1)
    expect((await attempts())[1]).toContain('redirects are not followed')
  })

  it('whose name now resolves to a private address is not called; the next rule is due at once', async () => {
    story = await openStory('off', undefined, { OUTGOING_ALLOW: undefined })
    const inner = await recordHttp()
    closing.push(inner.close)
    await createWebhookMethod(`http://localhost:${inner.port}/hook`)
    await story.fileS1()
    await story.settle()
    expect(inner.requests).toEqual([])
    expect(story.mailsTo(story.world.ana)).toHaveLength(1)
  })

  it('whose worker dies before recording the answer gets the page again with the same id', async () => {
    story = await openStory('off')
    const hook = await recordHttp()
    closing.push(hook.close)
    await createWebhookMethod(`${hook.url}/hook`)
    await story.fileS1()
    const [id] = await dueDeliveries(story.ctx, 1)
    const mail = openMailTransport(settings(story.smtp.url))
    closing.push(() => mail.close())
    const real = openPageTransports(story.ctx, mail, { ...settings(story.smtp.url), OUTGOING_ALLOW: '127.0.0.1' })
    // The request is taken; then the process is gone and writes nothing.
    let taken: () => void = () => undefined
    const sentOnce = new Promise<void>((resolve) => {
      taken = resolve
    })
    const killed = {
      ...noTransports,
      webhook: async (...args: Parameters<typeof real.webhook>) => {
        await real.webhook(...args)
        taken()
        return new Promise<string>(() => undefined)
      },
    }
    void deliver(story.ctx, id!, killed, 'killed')
    await sentOnce
    await later(31)
    const sent = hook.requests.map(({ body }) => JSON.parse(body) as { id: string; repeated: boolean })
    expect(sent).toMatchObject([
      { id, repeated: false },
      { id, repeated: true },
    ])
    expect(new Set(hook.requests.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]))
  })
})

describe('workers', () => {
  it('that race during a storm send every page once', async () => {
    story = await openStory('off')
    await story.fileS1()
    await story.fileS1({ body: 'Second' })
    await story.fileS1({ body: 'Third' })
    const ids = await dueDeliveries(story.ctx, 10)
    const paging = mailTo(story.smtp.url)
    await Promise.all(
      ids.flatMap((id) => ['one', 'two', 'three'].map((worker) => deliver(story.ctx, id, paging, worker))),
    )
    await later(5)
    const told = story.smtp.mails.map(({ mail }) => `${mail.subject} ${mail.text}`).join('\n')
    for (const reference of ['ACME-1', 'ACME-2', 'ACME-3']) expect(told).toContain(reference)
    const sent = await db().deliveryAttempt.groupBy({
      by: ['deliveryId'],
      where: { outcome: 'sent' },
      _count: { deliveryId: true },
    })
    expect(sent.map(({ _count }) => _count.deliveryId)).toEqual([1, 1, 1])
  })

  it('killed while sending a bundle repeat it unchanged: same id, same pages; later pages are sent separately', async () => {
    story = await openStory('off')
    await story.fileS1()
    await story.fileS1({ body: 'Second' })
    const [id] = await dueDeliveries(story.ctx, 1)
    const paging = mailTo(story.smtp.url)
    const killed = {
      ...paging,
      email: async (...args: Parameters<typeof paging.email>) =>
        paging.email(...args).then(() => new Promise<string>(() => undefined)),
    }
    void deliver(story.ctx, id!, killed, 'killed')
    await story.smtp.waitFor(() => true)
    await later(10)
    await story.fileS1({ body: 'Third', severity: 'S1' })
    await later(40)
    const mails = story.smtp.to(story.world.ana.email).map(({ mail }) => mail)
    const bundles = mails.filter((mail) => mail.subject?.includes('2 pages'))
    expect(bundles).toHaveLength(2)
    expect(bundles[1]!.messageId).toBe(bundles[0]!.messageId)
    expect(bundles[1]!.text).toContain('Sent again')
    for (const bundle of bundles) expect(bundle.text).not.toContain('ACME-3')
    expect(mails.filter((mail) => mail.subject === 'S1 ACME-3 Third')).toHaveLength(1)
  })
})

it.each(['off', 'on'] as const)('a queue flushed in the middle of a storm loses nothing, queue %s', async (queue) => {
  story = await openStory(queue)
  await story.fileS1()
  await story.settle()
  await story.fileS1({ body: 'Second' })
  await story.fileS1({ body: 'Third' })
  await story.flushQueue()
  await later(2)
  const told = story.smtp
    .to(story.world.ana.email)
    .map(({ mail }) => `${mail.subject} ${mail.text}`)
    .join('\n')
  for (const reference of ['ACME-1', 'ACME-2', 'ACME-3']) expect(told).toContain(reference)
  await story.flushQueue()
  await story.minutes(5)
  expect(story.mailsTo(story.world.bo).length).toBeGreaterThan(0)
})
