import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { log } from '@/server/infra/log'
import { openMailTransport } from '@/server/integrations/mail/mail'
import type { ContactKind } from '@/server/paging/facts'
import { deliver } from '@/server/paging/page/pages'
import { acknowledgeToken } from '@/server/paging/answering/tokens'
import { openPageTransports, type PageTransports } from '@/server/paging/delivery/transports'
import { type HttpRecorder, type ReceivedRequest, recordHttp } from '@/tests/support/http'
import { openStory, type Story } from '@/tests/support/story'

/** Whoever answers a notification may repeat what it was sent. None of its secrets is kept, shown or logged. */
let story: Story
let server: HttpRecorder
let smtpUrl: string | undefined
const logged: string[] = []
const key = 'a-long-key-in-the-address'
const secret = `whsec_${Buffer.from('SEC-of-the-group-0123456789').toString('base64')}`

beforeEach(async () => {
  server = await recordHttp()
  logged.length = 0
  smtpUrl = undefined
  for (const level of ['info', 'warn', 'error'] as const)
    vi.spyOn(log, level).mockImplementation((...words: unknown[]) => void logged.push(JSON.stringify(words)))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await story.close()
  await server.close()
})

const settings = () => ({
  SMTP_URL: smtpUrl ?? story.smtp.url,
  MAIL_FROM: 'Nightdesk <support@test.example>',
  PUBLIC_URL: 'http://localhost:3000',
  VAPID_PUBLIC_KEY: undefined,
  VAPID_PRIVATE_KEY: undefined,
  OUTGOING_ALLOW: '127.0.0.1',
  TWILIO_URL: server.url,
  TWILIO_ACCOUNT_SID: 'AC123',
  TWILIO_AUTH_TOKEN: 'twilio token',
  TWILIO_FROM: '+15550001111',
})
const db = () => story.database.db

/** A page to Ana by this method alone; what its attempts and the log say of it, as one text. */
async function said(kind: ContactKind, address: string, transports?: PageTransports): Promise<string> {
  story = await openStory('off')
  const { userId } = story.world.ana
  const now = story.clock.now()
  await db().contactMethod.updateMany({ where: { userId }, data: { verifiedAt: null } })
  const { id: contactMethodId } = await db().contactMethod.create({
    data: { userId, kind, address, detail: { secret }, verifiedAt: now, createdAt: now },
  })
  await db().notificationRule.create({
    data: { userId, urgency: 'high', position: 0, delaySeconds: 0, contactMethodId },
  })
  await story.fileS1()
  const { id } = await db().delivery.findFirstOrThrow({ where: { engineerId: userId } })
  const mail = openMailTransport(settings())
  await deliver(story.ctx, id, transports ?? openPageTransports(story.ctx, mail, settings()), 'one').catch(
    (error: unknown) => log.error({ err: error }, 'thrown'),
  )
  mail.close()
  const attempts = await db().deliveryAttempt.findMany({ where: { outcome: { not: 'started' } } })
  expect(attempts).toHaveLength(1)
  return [attempts[0]!.outcome, attempts[0]!.answer, ...logged].join('\n')
}
/** What lets somebody in, or finds somebody, with this page. */
async function secrets(address: string): Promise<string[]> {
  const page = await db().page.findFirstOrThrow()
  const token = acknowledgeToken(page.id, story.world.ana.userId, page.cycle)
  return [address, key, secret, token, token.slice(0, 20), 'twilio token', story.world.ana.email]
}
const echoedAnswer = (request: ReceivedRequest) =>
  `no ${request.path} ${request.headers.authorization ?? ''} ${request.body} ${secret}`

describe('secrets', () => {
  it.each<[ContactKind, number]>([
    ['webhook', 200],
    ['webhook', 404],
    ['webhook', 503],
    ['slack', 404],
    ['feishu', 404],
    ['dingtalk', 404],
    ['wecom', 404],
  ])('are not repeated when %s answers %i with everything it was sent', async (kind, status) => {
    server.answer((request) => ({ status, body: echoedAnswer(request) }))
    const address = `${server.url}/hook/${key}?access_token=${key}`
    const text = await said(kind, address)
    expect(text).toContain(`${status} no`)
    for (const each of await secrets(address)) expect(text).not.toContain(each)
  })

  it("are not repeated from the target of a webhook's redirect", async () => {
    server.answer((request) => ({
      status: 302,
      headers: { location: `https://login.example/?next=${encodeURIComponent(request.path)}` },
    }))
    const address = `${server.url}/hook/${key}`
    const text = await said('webhook', address)
    expect(text).toContain('https://login.example/')
    for (const each of await secrets(address)) expect(text).not.toContain(each)
  })

  it.each([
    [201, { sid: 'SM1', status: 'queued' }, '201 SM1 queued'],
    [
      400,
      { code: 21211, message: "The 'To' number +491701234567 is not valid." },
      "400 21211 The 'To' number … is not",
    ],
    [502, null, '502'],
  ])('are not repeated when Twilio answers %i with the message', async (status, words, kept) => {
    server.answer((request) => ({
      status,
      body: words
        ? JSON.stringify({ body: echoedAnswer(request), to: '+491701234567', ...words })
        : echoedAnswer(request),
    }))
    const text = await said('sms', '+491701234567')
    expect(text).toContain(kept)
    for (const each of await secrets('+491701234567')) expect(text).not.toContain(each)
    expect(text).not.toContain('Messages vanish')
  })

  it('are not repeated when a mail server names the recipient', async () => {
    const mailbox = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: ({ address }, _session, done) =>
        done(Object.assign(new Error(`<${address}>: no such mailbox`), { responseCode: 550 })),
    })
    mailbox.listen(0, '127.0.0.1')
    await once(mailbox.server, 'listening')
    smtpUrl = `smtp://127.0.0.1:${(mailbox.server.address() as AddressInfo).port}`
    const text = await said('email', 'ana.private@test.example')
    await new Promise<void>((resolve) => mailbox.close(() => resolve()))
    expect(text).toMatch(/^failed\n550 .*<…>: no such mailbox/)
    for (const each of await secrets('ana.private@test.example')) expect(text).not.toContain(each)
  })

  it('are not in the message of an internal error', async () => {
    const broken = new Proxy({} as PageTransports, {
      get: (_, name) =>
        name === 'publicUrl'
          ? 'http://localhost:3000'
          : (_method: unknown, message: { acknowledgeUrl: string }) =>
              Promise.reject(new TypeError(`cannot send ${message.acknowledgeUrl}`)),
    })
    await said('webhook', `${server.url}/hook/${key}`, broken)
    const [attempt] = await db().deliveryAttempt.findMany({ where: { outcome: { not: 'started' } } })
    expect(attempt!.answer).toBe('TypeError')
  })
})
