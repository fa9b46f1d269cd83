import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import nodemailer from 'nodemailer'
import { SMTPServer } from 'smtp-server'
import type { ServiceContext } from '@/server/infra/context'
import { startBounces } from '@/server/integrations/mail/bounce'
import {
  dueMails,
  handOver,
  MailRefused,
  type MailOf,
  type MailTransport,
  openMailTransport,
  type QueueMailInput,
  queueMail,
  sendQueuedMail,
} from '@/server/integrations/mail/mail'
import { TestClock } from '@/tests/support/clock'
import { freshDatabase, type TestDatabase } from '@/tests/support/database'
import { type ReceivedMail, recordSmtp, type SmtpRecorder } from '@/tests/support/smtp'

process.env.LINK_SECRET ??= 'a link secret of the tests'
process.env.SESSION_SECRET ??= 'a session secret of the tests'
process.env.DATABASE_URL ??= 'postgresql://unused'
process.env.MAIL_REPLY_DOMAIN = 'reply.test.example'

const from = 'Nightdesk <support@test.example>'
const leaseMs = 30_000
let database: TestDatabase
let clock: TestClock
let ctx: ServiceContext
let smtp: SmtpRecorder
let transport: MailTransport
const closing: (() => unknown)[] = []
let written = 0

beforeAll(async () => {
  database = await freshDatabase()
  smtp = await recordSmtp()
})
beforeEach(async () => {
  await database.db.mailMessage.deleteMany()
  clock = new TestClock('2026-11-21T02:00:00.000Z')
  ctx = { db: database.db, now: clock.now, enqueue: () => undefined }
  smtp.mails.length = 0
  smtp.behave('accept')
  transport = openMailTransport({ SMTP_URL: smtp.url, MAIL_FROM: from })
})
afterEach(async () => {
  transport.close()
  for (const close of closing.splice(0)) await close()
})
afterAll(async () => {
  await smtp.close()
  await database.close()
})

const reply = {
  reference: 'ACME-7',
  subject: 'Messages lost <script>alert(1)</script>',
  url: 'http://localhost:3000/tickets/ACME-7',
  actorName: 'Ana',
  kind: 'workaround',
  body: 'Retry with the **same** ID.\n\n<img src=x onerror=alert(1)>',
  severity: 'S1',
  seq: 4,
  head: 'c0ffee',
  nextUpdateBy: '2026-11-21T02:30:00.000Z',
}
type Posting = Omit<QueueMailInput, 'template' | 'props'>
const queue = (more: Partial<Posting> = {}, mail: MailOf = { template: 'ticket-reply', props: reply }) =>
  database.db.$transaction((tx) =>
    queueMail(tx, {
      uniqueKey: `test:${(written += 1)}`,
      toAddress: 'carl@test.example',
      locale: 'en',
      timeZone: 'Asia/Shanghai',
      inReplyTo: '<ticket-ACME-7@nightdesk>',
      now: clock.now(),
      ...more,
      ...mail,
    }),
  )
const row = (id: string) => database.db.mailMessage.findUniqueOrThrow({ where: { id } })
const seconds = (from: Date | null) => (from ? (from.getTime() - clock.now().getTime()) / 1_000 : null)

/** A server that answers every command itself; `null` says nothing at all. */
async function failingServer(rcpt: number | null): Promise<string> {
  const server =
    rcpt === null
      ? net.createServer((socket) => {
          closing.push(() => socket.destroy())
        })
      : new SMTPServer({
          authOptional: true,
          disabledCommands: ['STARTTLS', 'AUTH'],
          onRcptTo: (_address, _session, done) =>
            done(Object.assign(new Error('Not at the moment'), { responseCode: rcpt })),
        }).server
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close())
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const openTransport = (url: string, timeoutMs = 10_000) => {
  const opened = openMailTransport({ SMTP_URL: url, MAIL_FROM: from }, timeoutMs)
  closing.push(() => opened.close())
  return opened
}

describe('a queued mail', () => {
  it('is written once per cause', async () => {
    const id = await queue({ uniqueKey: 'ticket-event:1:carl' })
    expect(await queue({ uniqueKey: 'ticket-event:1:carl' })).toBe(id)
    expect(await database.db.mailMessage.count()).toBe(1)
    expect(await dueMails(ctx, 10)).toEqual([id])
  })

  it('with a sign-in link loses its text once sent, but not while it waits or in the local outbox', async () => {
    const site = 'https://desk.test.example'
    const secrets: MailOf[] = [
      { template: 'sign-in-link', props: { url: `${site}/signin/link?token=secret`, minutes: 15 } },
      { template: 'password-reset', props: { url: `${site}/reset?token=secret`, minutes: 60 } },
      { template: 'invitation', props: { url: `${site}/invite/secret`, organisation: 'ACME', inviter: 'Lea' } },
      { template: 'contact-code', props: { code: '123456' } },
    ]
    const outbox = openMailTransport({ SMTP_URL: undefined, MAIL_FROM: from })
    for (const mail of secrets) {
      const { template } = mail
      const sent = await queue({ uniqueKey: `${template}:sent` }, mail)
      expect(JSON.stringify(await row(sent))).toMatch(/secret|123456/)
      await sendQueuedMail(ctx, sent, transport, 'w')
      expect(smtp.mails.at(-1)!.mail.text ?? '').not.toBe('')
      const left = await row(sent)
      expect(left).toMatchObject({ state: 'sent', template, props: {} })
      expect(JSON.stringify(left)).not.toMatch(/secret|123456/)
      const kept = await queue({ uniqueKey: `${template}:kept` }, mail)
      await sendQueuedMail(ctx, kept, outbox, 'w')
      expect(JSON.stringify(await row(kept))).toMatch(/secret|123456/)
    }
    // What a customer was told stays on record.
    const reply = await queue()
    await sendQueuedMail(ctx, reply, transport, 'w')
    expect(await row(reply)).toMatchObject({ state: 'sent', props: { reference: 'ACME-7' } })
  })

  it("is sent in its reader’s language and zone, threaded, with the record's head in its footer", async () => {
    const id = await queue({ messageId: '<ticket-ACME-7-4-carl@nightdesk>' })
    await sendQueuedMail(ctx, id, transport, 'w')
    const [received] = smtp.to('carl@test.example')
    const { headers, ...mail } = received!.mail
    expect(mail.messageId).toBe('<ticket-ACME-7-4-carl@nightdesk>')
    expect(mail.inReplyTo).toBe('<ticket-ACME-7@nightdesk>')
    expect(mail.references).toBe('<ticket-ACME-7@nightdesk>')
    expect(mail.replyTo?.text).toBe('reply+ACME-7@reply.test.example')
    expect(headers.get('auto-submitted')).toBe('auto-generated')
    expect(mail.subject).toMatch(/^\[ACME-7\] (?!S1)/)
    expect(mail.text).toMatch(/10:30 GMT\+8/)
    expect(mail.text).toContain('#4 c0ffee')
    expect(mail.html).not.toMatch(/<script|<img/)
    expect(await row(id)).toMatchObject({ state: 'sent', nextAt: null, attempts: 1, subject: mail.subject })

    const chinese = await queue({ locale: 'zh-CN', toAddress: 'lin@test.example' })
    await sendQueuedMail(ctx, chinese, transport, 'w')
    expect(smtp.to('lin@test.example')[0]!.mail.text).toContain('Ana 已答复')
  })

  describe.each([
    ['CR and LF', '\r\nBcc: eve@test.example\r\nX-Eve: 1'],
    ['LF', '\nBcc: eve@test.example\nX-Eve: 1'],
    ['CR', '\rBcc: eve@test.example\rX-Eve: 1'],
    ['the end of the headers', '\r\n\r\nFrom: eve@test.example\r\n.\r\nRCPT TO:<eve@test.example>'],
    ['folded lines', '\r\n Bcc: eve@test.example\r\n\tX-Eve: 1'],
    ['other line endings', '\u2028Bcc: eve@test.example\u0085X-Eve: 1\u000bX-Eve: 2'],
  ])('with %s in it', (_what, words) => {
    const from = '2026-11-21T02:00:00.000Z'
    const url = 'http://localhost:3000/tickets/ACME-7'
    const template = 'ticket-reply'
    it.each<[string, Partial<Posting>, MailOf?]>([
      ['a subject', {}, { template, props: { ...reply, subject: `Lost${words}` } }],
      ['a name', {}, { template, props: { ...reply, actorName: `Ana${words}` } }],
      ['a reference', {}, { template, props: { ...reply, reference: `ACME-7${words}` } }],
      [
        'an organisation',
        {},
        { template: 'invitation', props: { url, organisation: `ACME${words}`, inviter: `Lea${words}` } },
      ],
      [
        'a name in a subject',
        {},
        {
          template: 'swap',
          props: { kind: 'asked', actor: `Ana${words}`, schedule: `Night${words}`, from, to: from, url },
        },
      ],
      ['the header In-Reply-To', { inReplyTo: `<ticket-ACME-7${words}@nightdesk>` }],
      ['the header Message-ID', { messageId: `<ticket-ACME-7-4${words}@nightdesk>` }],
    ])('%s adds neither a header nor a recipient', async (_where, more, about) => {
      const id = await queue(more, about)
      await sendQueuedMail(ctx, id, transport, 'w')
      expect(await row(id)).toMatchObject({ state: 'sent' })
      expect(smtp.mails).toHaveLength(1)
      const [{ to, mail }] = smtp.mails as [ReceivedMail]
      expect(to).toEqual(['carl@test.example'])
      expect(mail.to).toMatchObject({ text: 'carl@test.example' })
      expect(mail.from).toMatchObject({ text: '"Nightdesk" <support@test.example>' })
      const known =
        /^(from|to|subject|message-id|reply-to|in-reply-to|references|date|mime-version|content-type|auto-submitted)$/
      expect(mail.headerLines.map(({ key }) => key).filter((key) => !known.test(key))).toEqual([])
    })
  })

  it('goes to one recipient, whatever the address looks like', async () => {
    const id = await queue({ toAddress: 'carl@test.example, eve@test.example\r\nBcc: eve@test.example' })
    await sendQueuedMail(ctx, id, transport, 'w')
    expect(smtp.to('eve@test.example')).toEqual([])
  })

  it('is retried later when the server is busy', async () => {
    smtp.behave('busy')
    const id = await queue()
    await sendQueuedMail(ctx, id, transport, 'w')
    const refused = await row(id)
    expect(refused).toMatchObject({ state: 'pending', attempts: 1, claimedUntil: null })
    expect(refused.lastError).toContain('451')
    expect(seconds(refused.nextAt)).toBe(5)
    expect(await dueMails(ctx, 10)).toEqual([])
    await sendQueuedMail(ctx, id, transport, 'w')
    expect(seconds((await row(id)).nextAt)).toBe(10)
    smtp.behave('accept')
    clock.advance(10_000)
    expect(await dueMails(ctx, 10)).toEqual([id])
    await sendQueuedMail(ctx, id, transport, 'w')
    expect(await row(id)).toMatchObject({ state: 'sent', attempts: 3, lastError: null })
    expect(smtp.mails).toHaveLength(1)
  })

  it.each([
    ['greylists the recipient', () => failingServer(450), /450/],
    ['says nothing', () => failingServer(null), /never received|Timeout/],
    ['is unreachable', async () => 'smtp://127.0.0.1:1', /ECONNREFUSED/],
  ])('is retried later when the server %s', async (_how, open, words) => {
    const id = await queue()
    await sendQueuedMail(ctx, id, openTransport(await open(), words.source.includes('never') ? 200 : undefined), 'w')
    const refused = await row(id)
    expect(refused).toMatchObject({ state: 'pending', claimedUntil: null })
    expect(seconds(refused.nextAt)).toBe(5)
    expect(refused.lastError).toMatch(words)
  })

  it.each([
    ['the message', async () => smtp.url],
    ['the recipient', () => failingServer(550)],
  ])('has failed when the server refuses %s permanently', async (_what, open) => {
    smtp.behave('refuse')
    const id = await queue()
    await sendQueuedMail(ctx, id, openTransport(await open()), 'w')
    const refused = await row(id)
    expect(refused).toMatchObject({ state: 'failed', nextAt: null })
    expect(refused.lastError).toContain('550')
    await sendQueuedMail(ctx, id, transport, 'w')
    expect((await row(id)).attempts).toBe(1)
  })

  it('is retried for five days, with pauses of at most fifteen minutes, before it has failed', async () => {
    smtp.behave('busy')
    const id = await queue()
    const until = clock.now().getTime() + 5 * 24 * 60 * 60_000
    for (let tries = 1; tries <= 12; tries += 1) {
      await sendQueuedMail(ctx, id, transport, 'w')
      const { state, nextAt } = await row(id)
      expect(state).toBe('pending')
      const pauseMs = nextAt!.getTime() - clock.now().getTime()
      expect(pauseMs).toBe(Math.min(15 * 60_000, 5_000 * 2 ** (tries - 1)))
      clock.advance(pauseMs)
    }
    clock.set(new Date(until - 1))
    await sendQueuedMail(ctx, id, transport, 'w')
    expect((await row(id)).state).toBe('pending')
    clock.set(new Date(until + 15 * 60_000))
    await sendQueuedMail(ctx, id, transport, 'w')
    expect(await row(id)).toMatchObject({ state: 'failed', nextAt: null })
  })

  it('with a sign-in link is not retried after the link has expired', async () => {
    smtp.behave('busy')
    const id = await queue({}, { template: 'sign-in-link', props: { url: 'http://localhost:3000/x', minutes: 15 } })
    clock.advance(60 * 60_000)
    await sendQueuedMail(ctx, id, transport, 'w')
    expect((await row(id)).state).toBe('failed')
  })

  it('accepted after refusals makes all other refused mails due', async () => {
    smtp.behave('busy')
    const first = await queue()
    const second = await queue({ toAddress: 'lin@test.example' })
    for (const id of [first, second]) await sendQueuedMail(ctx, id, transport, 'w')
    clock.advance(5_000)
    await sendQueuedMail(ctx, second, transport, 'w')
    smtp.behave('accept')
    expect((await row(second)).nextAt!.getTime()).toBeGreaterThan(clock.now().getTime())
    expect(await sendQueuedMail(ctx, first, transport, 'w')).toEqual({ recovered: true })
    expect((await row(second)).nextAt).toEqual(clock.now())
  })

  it('that cannot be rendered is retried with growing pauses and fails after ten attempts', async () => {
    const id = await queue()
    await database.db.mailMessage.update({ where: { id }, data: { props: { reference: 'ACME-7' } } })
    for (let tries = 1; tries <= 9; tries += 1) {
      await sendQueuedMail(ctx, id, transport, 'w')
      expect((await row(id)).state).toBe('pending')
      clock.advance(15 * 60_000)
    }
    await sendQueuedMail(ctx, id, transport, 'w')
    expect(await row(id)).toMatchObject({ state: 'failed', nextAt: null })
    expect(smtp.mails).toHaveLength(0)
  })

  it('is sent once when two workers claim it at once', async () => {
    const id = await queue()
    await Promise.all([sendQueuedMail(ctx, id, transport, 'a'), sendQueuedMail(ctx, id, transport, 'b')])
    expect(smtp.mails).toHaveLength(1)
  })

  it('is taken over when its worker has died, and the late worker records nothing', async () => {
    const id = await queue()
    const late: MailTransport = {
      ...transport,
      async send() {
        clock.advance(leaseMs)
        expect(await dueMails(ctx, 10)).toEqual([id])
        await sendQueuedMail(ctx, id, transport, 'b')
        throw new MailRefused(true, '550 too late')
      },
    }
    await sendQueuedMail(ctx, id, late, 'a')
    expect(await row(id)).toMatchObject({ state: 'sent', lastError: null, attempts: 2 })
  })

  it('that was accepted but not recorded is recorded by a retry, and sent once', async () => {
    const id = await queue()
    let sent = false
    const telling: MailTransport = {
      ...transport,
      async send(mail) {
        const answer = await transport.send(mail)
        sent = true
        return answer
      },
    }
    let failures = 0
    const failingOnce = new Proxy(database.db, {
      get(target, name) {
        if (name !== '$transaction' || !sent || failures === 2) return Reflect.get(target, name) as unknown
        failures += 1
        return () => Promise.reject(new Error('connection lost'))
      },
    })
    await sendQueuedMail({ ...ctx, db: failingOnce }, id, telling, 'a')
    expect(failures).toBe(2)
    expect((await row(id)).state).toBe('sent')
    clock.advance(leaseMs)
    await sendQueuedMail(ctx, id, transport, 'b')
    expect(smtp.mails).toHaveLength(1)
  })

  it('is kept in the local outbox as it would have been sent when there is no SMTP server', async () => {
    const id = await queue()
    await sendQueuedMail(ctx, id, openMailTransport({ SMTP_URL: undefined, MAIL_FROM: from }), 'w')
    const kept = await row(id)
    expect(kept).toMatchObject({ state: 'kept', nextAt: null, lastError: null })
    expect(kept.subject).toContain('ACME-7')
    expect(kept.html).toContain('<html')
    expect(kept.text).toContain('http://localhost:3000/tickets/ACME-7')
  })
})

describe('a page by mail', () => {
  const page = (id: string) => ({
    id,
    template: 'page' as const,
    props: {
      severity: 'S1',
      reference: 'ACME-7',
      subject: 'Messages lost',
      organisation: 'ACME',
      openedAt: '2026-11-21T02:00:00.000Z',
      cycle: 1,
      step: 1,
      acknowledgeUrl: 'http://localhost:3000/p/token',
      ticketUrl: 'http://localhost:3000/desk/tickets/ACME-7',
      deliveryId: 'd1',
    },
    toAddress: 'ana@test.example',
    locale: 'en',
    timeZone: 'Europe/Berlin',
    now: clock.now(),
  })

  it('is recorded with the server’s own answer', async () => {
    const handed = await handOver(ctx.db, { ...page('a1'), messageId: '<page-d1@nightdesk>' }, transport)
    expect(handed.outcome).toBe('sent')
    expect(handed.answer).toMatch(/^250/)
    const [received] = smtp.to('ana@test.example')
    expect(received!.mail.messageId).toBe('<page-d1@nightdesk>')
    expect(received!.mail.text).toContain('http://localhost:3000/p/token')
    expect(await database.db.mailMessage.count()).toBe(0)
  })

  it.each([
    ['busy', false, /451/],
    ['refuse', true, /550/],
  ] as const)('is reported as refused when the server answers %s', async (how, permanent, answer) => {
    smtp.behave(how)
    const refused: unknown = await handOver(ctx.db, page('a2'), transport).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(MailRefused)
    expect(refused).toMatchObject({ permanent, answer: expect.stringMatching(answer) })
  })

  it('is kept in the local outbox, once per attempt, when there is no SMTP server', async () => {
    const outbox = openMailTransport({ SMTP_URL: undefined, MAIL_FROM: from })
    for (const id of ['a3', 'a3', 'a4'])
      expect(await handOver(ctx.db, page(id), outbox)).toMatchObject({ outcome: 'kept' })
    const kept = await database.db.mailMessage.findMany({ orderBy: { uniqueKey: 'asc' } })
    expect(kept.map((mail) => [mail.uniqueKey, mail.state])).toEqual([
      ['a3', 'kept'],
      ['a4', 'kept'],
    ])
    expect(await dueMails(ctx, 10)).toEqual([])
  })
})

describe('a reply to a mail', () => {
  it('bounces with the ticket’s link, whether the ticket exists or not', async () => {
    const free = net.createServer().listen(0, '127.0.0.1')
    await once(free, 'listening')
    const { port } = free.address() as AddressInfo
    await new Promise((resolve) => free.close(resolve))
    const bounces = startBounces({ MAIL_BOUNCE_PORT: port, PUBLIC_URL: 'http://localhost:3000' })
    closing.push(() => bounces.close())
    const sender = nodemailer.createTransport({ host: '127.0.0.1', port, tls: { rejectUnauthorized: false } })
    const answerTo = (to: string) =>
      sender.sendMail({ from: 'carl@test.example', to, text: 'Thanks' }).then(
        () => 'taken',
        (error: unknown) => (error instanceof Error ? error.message : ''),
      )
    expect(await answerTo('reply+ACME-7@reply.test.example')).toMatch(/550.*http:\/\/localhost:3000\/tickets\/ACME-7/)
    expect(await answerTo('reply+NONE-999@reply.test.example')).toContain('http://localhost:3000/tickets/NONE-999')
    expect(await answerTo('somebody@reply.test.example')).toMatch(/550.*http:\/\/localhost:3000$/)
  })
})
