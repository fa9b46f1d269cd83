import { createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { POST as pressKey } from '@/app/api/twilio/voice/[message]/keys/route'
import { POST as takeUpCall } from '@/app/api/twilio/voice/[message]/route'
import { POST as reportStatus } from '@/app/api/twilio/status/[message]/route'
import { addMethodSchema } from '@/server/paging/methods/schema'
import { addMethod, resendCode, sealMethods } from '@/server/paging/methods/methods'
import { readContacts, removeMethod, verifyMethod } from '@/server/paging/methods/contacts'
import { openCodeSender } from '@/server/paging/delivery/transports'
import { type HttpRecorder, recordHttp } from '@/tests/support/http'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let server: HttpRecorder
const publicUrl = 'http://localhost:3000'
const settings = () => ({
  PUBLIC_URL: publicUrl,
  MAIL_FROM: 'x',
  VAPID_PUBLIC_KEY: undefined,
  VAPID_PRIVATE_KEY: undefined,
  OUTGOING_ALLOW: '127.0.0.1',
  TWILIO_URL: server.url,
  TWILIO_ACCOUNT_SID: 'AC123',
  TWILIO_AUTH_TOKEN: 'twilio token',
  TWILIO_FROM: '+15550001111',
})
beforeEach(async () => {
  server = await recordHttp()
  story = await openStory('off', undefined, settings())
})
afterEach(async () => {
  await story.close()
  await server.close()
})

const db = () => story.database.db
const add = (input: unknown) =>
  addMethod(story.ctx, story.world.ana, addMethodSchema.parse(input), openCodeSender(settings()))
const lastCode = () => /\b(\d{6})\b/.exec(server.requests.at(-1)!.body)![1]!
/** Adds a method, enters its code and leaves it as the engineer's only one. */
async function only(input: unknown, code = lastCode) {
  const { id } = await add(input)
  await verifyMethod(story.ctx, story.world.ana, { id, code: code() })
  await db().contactMethod.updateMany({
    where: { userId: story.world.ana.userId, id: { not: id } },
    data: { verifiedAt: null },
  })
  server.requests.length = 0
  return id
}
async function page(input: unknown, more: Record<string, unknown> = {}) {
  const id = await only(input)
  await story.fileS1(more)
  await story.settle()
  return { id, request: server.requests[0]! }
}
const delivered = () =>
  db().delivery.findFirstOrThrow({ where: { engineerId: story.world.ana.userId }, orderBy: { createdAt: 'asc' } })
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest('base64')

describe('a webhook', () => {
  const secret = `whsec_${Buffer.from('a secret of at least 24 bytes').toString('base64')}`
  const hook = () => ({ kind: 'webhook', url: `${server.url}/pages`, secret })

  it('is signed, and its JSON is as docs/formats.md describes', async () => {
    const { request } = await page(hook())
    const { id } = await delivered()
    const seconds = String(story.clock.now().getTime() / 1_000)
    expect(request.headers).toMatchObject({ 'webhook-id': id, 'webhook-timestamp': seconds })
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    expect(request.headers['webhook-signature']).toBe(`v1,${hmac(key, `${id}.${seconds}.${request.body}`)}`)
    expect(JSON.parse(request.body)).toEqual({
      type: 'page',
      id,
      repeated: false,
      sentAt: story.clock.now().toISOString(),
      page: {
        severity: 'S1',
        drill: false,
        reference: 'ACME-1',
        subject: 'Messages vanish',
        organisation: 'ACME',
        acknowledgeUrl: expect.stringMatching(/^http:\/\/localhost:3000\/p\/[\w-]+$/),
        ticketUrl: `${publicUrl}/desk/tickets/ACME-1`,
        openedAt: story.clock.now().toISOString(),
        cycle: 1,
        step: 1,
      },
      others: [],
    })
  })

  it('is verified by the library of Standard Webhooks, and refused with another body or ten minutes later', async () => {
    const { request } = await page(hook())
    const verify = (body: string, afterMs = 0) => {
      vi.useFakeTimers({ toFake: ['Date'], now: story.clock.now().getTime() + afterMs })
      try {
        return new Webhook(secret).verify(body, request.headers as Record<string, string>)
      } finally {
        vi.useRealTimers()
      }
    }
    expect(verify(request.body)).toMatchObject({ type: 'page', page: { reference: 'ACME-1' } })
    expect(() => verify(request.body.replace('ACME-1', 'ACME-2'))).toThrow('No matching signature found')
    expect(() => verify(request.body, 600_000)).toThrow('Message timestamp too old')
  })

  it('has its secret sealed; one stored in plain text is sealed by the next worker and works as before', async () => {
    const id = await only(hook())
    const kept = async () => JSON.stringify(await db().contactMethod.findUniqueOrThrow({ where: { id } }))
    expect(await kept()).not.toContain(secret)
    await db().contactMethod.update({ where: { id }, data: { detail: { secret } } })
    await sealMethods(story.ctx)
    const sealed = await kept()
    expect(sealed).toContain('"sealed":"v1.')
    await sealMethods(story.ctx)
    expect(await kept()).toBe(sealed)
    await story.fileS1()
    await story.settle()
    const { headers, body } = server.requests[0]!
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    const signed = `${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${body}`
    expect(headers['webhook-signature']).toBe(`v1,${hmac(key, signed)}`)
  })

  it('whose secret can no longer be read is disabled: the next rule is due at once', async () => {
    const id = await only(hook())
    const { ana } = story.world
    const { detail } = await db().contactMethod.findUniqueOrThrow({ where: { id } })
    // As after the link secret of the installation was lost: sealed for something else.
    await db().contactMethod.update({
      where: { id },
      data: { address: `${server.url}/other`, detail: detail as object },
    })
    const { id: mailId } = await db().contactMethod.findFirstOrThrow({ where: { userId: ana.userId, kind: 'email' } })
    await db().contactMethod.update({ where: { id: mailId }, data: { verifiedAt: story.clock.now() } })
    await db().notificationRule.createMany({
      data: [id, mailId].map((contactMethodId, position) => ({
        userId: ana.userId,
        urgency: 'high' as const,
        position,
        delaySeconds: position * 600,
        contactMethodId,
      })),
    })
    await story.fileS1()
    await story.settle()
    expect(server.requests).toHaveLength(0)
    expect((await delivered()).state).toBe('failed')
    // The page, and that the webhook has ended.
    expect(story.mailsTo(ana).sort()).toEqual([
      expect.stringContaining('Pages cannot reach you by webhook'),
      'S1 ACME-1 Messages vanish',
    ])
    const shown = (await readContacts(story.ctx, ana)).methods.find((method) => method.id === id)
    expect(shown?.failedAt).toEqual(story.clock.now())
  })

  it('answered 5xx or 429 is sent again with the same id, marked as repeated', async () => {
    await only(hook())
    server.answer((request) => ({ status: server.requests.indexOf(request) === 0 ? 503 : 429 }))
    await story.fileS1()
    await story.advance(new Date(story.clock.now().getTime() + 5_000))
    server.answer({ status: 204 })
    await story.advance(new Date(story.clock.now().getTime() + 10_000))
    const sent = server.requests.map((request) => JSON.parse(request.body) as { id: string; repeated: boolean })
    expect(sent.map(({ repeated }) => repeated)).toEqual([false, true, true])
    expect(new Set(server.requests.map((request) => request.headers['webhook-id'])).size).toBe(1)
    expect((await delivered()).state).toBe('sent')
  })

  it.each([404, 410, 302])('answered %i makes the next rule due at once', async (status) => {
    const id = await only(hook())
    const { ana } = story.world
    const mail = await db().contactMethod.findFirstOrThrow({ where: { userId: ana.userId, kind: 'email' } })
    await db().contactMethod.update({ where: { id: mail.id }, data: { verifiedAt: story.clock.now() } })
    for (const [position, contactMethodId] of [id, mail.id].entries())
      await db().notificationRule.create({
        data: { userId: ana.userId, urgency: 'high', position, contactMethodId, delaySeconds: position * 240 },
      })
    server.answer({ status, headers: { location: 'http://127.0.0.1:1/' } })
    await story.fileS1()
    await story.settle()
    expect(server.requests).toHaveLength(1)
    expect(story.mailsTo(ana)).toHaveLength(1)
    const attempt = await db().deliveryAttempt.findFirstOrThrow({ where: { outcome: 'failed' } })
    expect(attempt.answer).toContain(String(status))
  })

  it('is added only when it accepted the code', async () => {
    server.answer({ status: 404, body: 'no such hook' })
    await expect(add(hook())).rejects.toMatchObject({
      reason: 'methodRefused',
      values: { answer: '404 no such hook' },
    })
    expect(await db().contactMethod.count({ where: { kind: 'webhook' } })).toBe(0)
  })

  it('in a private network is refused', async () => {
    const closed = openCodeSender({ ...settings(), OUTGOING_ALLOW: undefined })
    await expect(addMethod(story.ctx, story.world.ana, addMethodSchema.parse(hook()), closed)).rejects.toMatchObject({
      reason: 'methodRefused',
    })
    expect(server.requests).toEqual([])
  })

  it('is shown without its secret and address', async () => {
    await add(hook())
    const { methods } = await readContacts(story.ctx, story.world.ana)
    expect(JSON.stringify(methods)).not.toContain(secret)
    expect(methods.at(-1)).toMatchObject({ kind: 'webhook', address: `127.0.0.1:${server.port}/…ages` })
  })

  it('gets a new code after half a minute, and the old one is invalid', async () => {
    const { id } = await add(hook())
    const first = lastCode()
    const send = openCodeSender(settings())
    await expect(resendCode(story.ctx, story.world.ana, id, send)).rejects.toMatchObject({ reason: 'codeTooSoon' })
    story.clock.advance(30_000)
    await resendCode(story.ctx, story.world.ana, id, send)
    const second = lastCode()
    if (first !== second)
      await expect(verifyMethod(story.ctx, story.world.ana, { id, code: first })).rejects.toMatchObject({
        reason: 'codeWrong',
      })
    await verifyMethod(story.ctx, story.world.ana, { id, code: second })
    await expect(add(hook())).rejects.toMatchObject({ reason: 'contactMethodKnown' })
    await removeMethod(story.ctx, story.world.ana, id)
    story.clock.advance(30_000)
    await expect(add(hook())).resolves.toEqual({ id })
  })
})

describe('a group chat', () => {
  const subject = { body: 'Voice <down> & [x](http://evil)' }

  it('of Slack has text, a section and a button, with special characters escaped', async () => {
    const { request } = await page({ kind: 'slack', url: `${server.url}/services/T/B/x` }, subject)
    const body = JSON.parse(request.body) as { text: string; blocks: unknown[] }
    expect(body.text).toContain('*S1 ACME-1 Voice &lt;down&gt; &amp; [x](http://evil)*')
    expect(body.blocks).toMatchObject([
      { type: 'section', text: { type: 'mrkdwn' } },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            text: { type: 'plain_text', text: 'Acknowledge ACME-1' },
            url: expect.stringMatching(/\/p\/[\w-]+\?via=chat$/),
          },
        ],
      },
    ])
  })

  it('of Feishu is signed by timestamp and secret in its body', async () => {
    server.answer({ status: 200, body: '{"code":0,"msg":"success"}' })
    const { request } = await page({
      kind: 'feishu',
      url: `${server.url}/open-apis/bot/v2/hook/x`,
      secret: 'feishu key',
    })
    const body = JSON.parse(request.body) as Record<string, unknown>
    const seconds = String(story.clock.now().getTime() / 1_000)
    expect(body).toMatchObject({
      timestamp: seconds,
      sign: hmac(`${seconds}\nfeishu key`, ''),
      msg_type: 'interactive',
      card: {
        header: { title: { tag: 'plain_text', content: 'S1 ACME-1 Messages vanish' } },
        elements: [{ tag: 'div' }, { tag: 'action', actions: [{ tag: 'button', type: 'danger' }] }],
      },
    })
  })

  it('of DingTalk is signed by timestamp and secret in its query', async () => {
    server.answer({ status: 200, body: '{"errcode":0,"errmsg":"ok"}' })
    const { request } = await page(
      { kind: 'dingtalk', url: `${server.url}/robot/send?access_token=abc`, secret: 'SECding' },
      subject,
    )
    const query = new URL(request.path, server.url).searchParams
    const ms = String(story.clock.now().getTime())
    expect(Object.fromEntries(query)).toEqual({
      access_token: 'abc',
      timestamp: ms,
      sign: hmac('SECding', `${ms}\nSECding`),
    })
    expect(JSON.parse(request.body)).toMatchObject({
      msgtype: 'actionCard',
      actionCard: {
        text: expect.stringContaining('Voice ＜down＞ & ［x］(http://evil)'),
        singleTitle: 'Acknowledge ACME-1',
        singleURL: expect.stringMatching(/\/p\/[\w-]+\?via=chat$/),
      },
    })
  })

  it('of WeCom is markdown of at most 4096 bytes that keeps its link', async () => {
    server.answer({ status: 200, body: '{"errcode":0,"errmsg":"ok"}' })
    const { request } = await page({ kind: 'wecom', url: `${server.url}/cgi-bin/webhook/send?key=abc` })
    const { msgtype, markdown } = JSON.parse(request.body) as { msgtype: string; markdown: { content: string } }
    expect(msgtype).toBe('markdown')
    expect(Buffer.byteLength(markdown.content)).toBeLessThanOrEqual(4_096)
    expect(markdown.content).toMatch(/\[Acknowledge ACME-1\]\(http:\/\/localhost:3000\/p\/[\w-]+\?via=chat\)$/)
  })

  it.each([
    ['feishu', '{"code":19021,"msg":"sign match fail"}', 'failed'],
    ['feishu', '{"code":9499,"msg":"too many request"}', 'pending'],
    ['dingtalk', '{"errcode":310000,"errmsg":"sign not match"}', 'failed'],
    ['dingtalk', '{"errcode":130101,"errmsg":"send too fast"}', 'pending'],
    ['wecom', '{"errcode":93000,"errmsg":"invalid webhook url"}', 'failed'],
    ['wecom', '{"errcode":45009,"errmsg":"api freq out of limit"}', 'pending'],
  ])('of %s that answers %s leaves its notification %s', async (kind, body, state) => {
    await only({ kind, url: `${server.url}/hook` })
    server.answer({ status: 200, body })
    await story.fileS1()
    await story.settle()
    expect((await delivered()).state).toBe(state)
  })

  it('lists every page of a storm, each with its own link', async () => {
    await page({ kind: 'slack', url: `${server.url}/services/T/B/x` })
    await story.fileS1({ body: 'Second' })
    await story.fileS1({ body: 'Third' })
    await story.advance(new Date(story.clock.now().getTime() + 2_000))
    expect(server.requests).toHaveLength(2)
    const { text } = JSON.parse(server.requests[1]!.body) as { text: string }
    expect(text).toContain('2 pages, first S1 ACME-2')
    expect(text.match(/\/p\/[\w-]+\?via=chat\|Acknowledge ACME-[23]/g)).toHaveLength(2)
  })
})

describe('Twilio', () => {
  const form = (body: string) => Object.fromEntries(new URLSearchParams(body))
  const sign = (url: string, params: Record<string, string>) => {
    const text = Object.keys(params)
      .sort()
      .reduce((sum, key) => sum + key + params[key], url)
    return createHmac('sha1', 'twilio token').update(text).digest('base64')
  }
  /** What Twilio does: a signed form, posted to the route at its public address. */
  const post = async (
    handler: (request: Request, context: { params: Promise<{ message: string }> }) => Promise<Response>,
    url: string,
    params: Record<string, string> | ReadableStream<Uint8Array>,
    signature = params instanceof ReadableStream ? '' : sign(url, params),
  ) => {
    const holder = globalThis as unknown as { nightdeskRuntime?: unknown }
    holder.nightdeskRuntime = { ...story.database, ...story.ctx, vital: story.database, env: settings() }
    const message = /(?:voice|status)\/([\w-]+)/.exec(url)![1]!
    const answer = await handler(
      new Request(url.replace(publicUrl, 'http://inner:1'), {
        method: 'POST',
        headers: { 'x-twilio-signature': signature, 'content-type': 'application/x-www-form-urlencoded' },
        body: params instanceof ReadableStream ? params : new URLSearchParams(params),
        duplex: 'half',
      } as RequestInit),
      { params: Promise.resolve({ message }) },
    )
    holder.nightdeskRuntime = undefined
    return { status: answer.status, text: await answer.text() }
  }
  const keysOf = (script: string) => /action="([^"]+)"/.exec(script)?.[1]
  beforeEach(() => server.answer({ status: 201, body: '{"sid":"SM1","status":"queued"}' }))
  const readSpokenCode = () => {
    const spoken = form(server.requests.at(-1)!.body).Twiml!
    return /code is ((?:\d, ){5}\d)/.exec(spoken)![1]!.replaceAll(', ', '')
  }

  it('texts with account and token, and the next rule is due when the text did not arrive', async () => {
    const { request } = await page({ kind: 'sms', number: '+49 170 1234567' })
    // SMS follows after a minute by default.
    expect(request).toBeUndefined()
    await story.minutes(1)
    const [sent] = server.requests
    expect(sent!.path).toBe('/2010-04-01/Accounts/AC123/Messages.json')
    expect(sent!.headers.authorization).toBe(`Basic ${Buffer.from('AC123:twilio token').toString('base64')}`)
    const { id } = await delivered()
    expect(form(sent!.body)).toEqual({
      From: '+15550001111',
      To: '+491701234567',
      Body: expect.stringMatching(
        /^S1 ACME-1 Messages vanish \(ACME\)\. Acknowledge ACME-1: http:\/\/localhost:3000\/p\/[\w-]+\?via=sms$/,
      ),
      StatusCallback: `${publicUrl}/api/twilio/status/${id}`,
    })
    const report = { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30003' }
    const status = form(sent!.body).StatusCallback!
    expect((await post(reportStatus, status, report, 'forged')).status).toBe(403)
    expect((await delivered()).state).toBe('sent')
    expect((await post(reportStatus, status, report)).status).toBe(204)
    expect((await post(reportStatus, status, report)).status).toBe(204)
    expect((await delivered()).state).toBe('failed')
    const answers = await db().deliveryAttempt.findMany({ where: { deliveryId: id }, orderBy: { id: 'asc' } })
    expect(answers.map(({ outcome }) => outcome)).toEqual(['started', 'sent', 'failed'])
    expect(answers.at(-1)!.answer).toBe('SM1 undelivered 30003')
  })

  it('calls, reads the page aloud and acknowledges with key 1', async () => {
    await only({ kind: 'voice', number: '+8613800138000' }, readSpokenCode)
    await story.fileS1()
    await story.minutes(3)
    const call = form(server.requests[0]!.body)
    expect(server.requests[0]!.path).toBe('/2010-04-01/Accounts/AC123/Calls.json')
    expect(call).toMatchObject({ To: '+8613800138000', Method: 'POST' })
    expect((await post(takeUpCall, call.Url!, { CallSid: 'CA1' }, 'forged')).status).toBe(403)
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1024
        controller.enqueue(new Uint8Array(1024))
      },
    })
    expect((await post(takeUpCall, call.Url!, endless, 'forged')).status).toBe(403)
    expect(sent).toBeLessThan(1024 * 1024)
    const { text } = await post(takeUpCall, call.Url!, { CallSid: 'CA1' })
    expect(text).toContain('<Gather input="dtmf" numDigits="1"')
    expect(text).toContain('S1. ACME-1. ACME. Messages vanish.')
    const again = await post(pressKey, keysOf(text)!, { CallSid: 'CA1', Digits: '9' })
    expect(again.text).toContain('<Gather')
    const done = await post(pressKey, keysOf(text)!, { CallSid: 'CA1', Digits: '1' })
    expect(done.text).toContain('Acknowledged.')
    expect(done.text).toContain('<Hangup/>')
    expect((await db().page.findFirstOrThrow()).acknowledgedById).toBe(story.world.ana.userId)
    const log = await db().pageLogEntry.findFirstOrThrow({ where: { kind: 'acknowledged' } })
    expect(log.detail).toMatchObject({ via: 'phone' })
  })

  it('holds further pages until the call has ended, then reads them one after the other', async () => {
    await only({ kind: 'voice', number: '+8613800138000' }, readSpokenCode)
    await story.fileS1()
    await story.minutes(3)
    await story.fileS1({ body: 'Second' })
    story.clock.advance(1_000)
    await story.fileS1({ body: 'Third' })
    await story.minutes(3)
    const calls = () => server.requests.map((request) => form(request.body))
    expect(calls()).toHaveLength(1)
    const ended = { CallSid: 'CA1', CallStatus: 'completed' }
    await post(reportStatus, calls()[0]!.StatusCallback!, ended)
    await story.settle()
    expect(calls()).toHaveLength(2)
    const { text } = await post(takeUpCall, calls()[1]!.Url!, {})
    expect(text).toContain('2 pages wait for you')
    expect(text).toContain('or 2 to hear the next')
    const next = await post(pressKey, keysOf(text)!, { Digits: '1' })
    expect(next.text).toContain('ACME-3')
    await post(pressKey, keysOf(next.text)!, { Digits: '1' })
    const pages = await db().page.findMany({ orderBy: { openedAt: 'asc' }, select: { state: true } })
    expect(pages.map(({ state }) => state)).toEqual(['open', 'acknowledged', 'acknowledged'])
  })

  it('is not called without an account', async () => {
    const send = openCodeSender({ ...settings(), TWILIO_AUTH_TOKEN: undefined })
    const input = addMethodSchema.parse({ kind: 'sms', number: '+491701234567' })
    await expect(addMethod(story.ctx, story.world.ana, input, send)).rejects.toMatchObject({ reason: 'methodRefused' })
  })
})
