// cspell:disable
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { sendHeldMessage, sendReply, readHeldMessages } from '@/server/tickets/conversation/held'
import { answerTicket, replyAsCustomer } from '@/server/tickets/conversation/replies'
import { answerSchema, customerReplySchema } from '@/server/tickets/conversation/schema'
import { disputeAnswer, objectToSeverity } from '@/server/tickets/disputes/disputes'
import { fileTicket } from '@/server/tickets/filing/filing'
import { fileTicketSchema } from '@/server/tickets/filing/schema'
import { limits } from '@/server/tickets/facts'
import { rateTicket } from '@/server/tickets/ratings/ratings'
import { readTicket } from '@/server/tickets/reading/ticket'
import { exportTicket } from '@/server/tickets/record/export'
import { ticketExport } from '@/server/tickets/record/schema'
import { verifyExport } from '@/server/tickets/record/verify.rules'
import { digestOfFind } from '@/server/tickets/secrets/find.rules'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
beforeAll(async () => {
  story = await openStory('off')
})
afterAll(() => story.close())

const certificate = '5cfd2fd1755d40ecb72977518be15d3b'
const rtcToken = '007eJxTYBBbsMMnKq7p9Hf/HcIX5kce9b518kCiQgSr5Zrp4X1Tu6UUGCyNzZONjFJNLYDAxMTA0NTCwsDMwNjUxMTQwAQA'

type Filing = z.input<typeof fileTicketSchema>
const file = (more: Partial<Filing> = {}) =>
  fileTicket(
    story.ctx,
    story.world.customer,
    fileTicketSchema.parse({
      clientKey: randomUUID(),
      projectId: story.world.projectId,
      scenario: 'voice_chat_room',
      severity: 'S3',
      body: 'No sound',
      ...more,
    }),
  )
const timelineOf = async (reference: string) => JSON.stringify(await readTicket(story.ctx, story.world.ana, reference))
const reply = (reference: string, more: Partial<z.input<typeof customerReplySchema>>) =>
  customerReplySchema.parse({ reference, clientKey: randomUUID(), body: 'x', ...more })

/** Names every table that has a text anywhere in it. */
async function tablesWith(text: string): Promise<string[]> {
  const { db } = story.database
  const tables = await db.$queryRaw<{ name: string }[]>`
    select table_name::text as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`
  const found: string[] = []
  for (const { name } of tables) {
    const [row] = await db.$queryRawUnsafe<{ count: bigint }[]>(
      `select count(*) as count from "${name}" t where position($1 in t::text) > 0`,
      text,
    )
    if (row!.count > 0n) found.push(name)
  }
  return found
}

describe('secrets that a customer writes', () => {
  it('are masked in every field of a new ticket, and no table of the database holds them', async () => {
    const { reference } = await file({
      subject: `token ${rtcToken}`,
      body: `Join fails.\nappCertificate: ${certificate}\npassword=hunter2zz`,
      userIds: rtcToken,
      channelId: `room-1 ${rtcToken}`.slice(0, limits.short),
      region: 'password=hunter2zz',
      carrier: 'password=hunter2zz',
      sdkVersion: '4.3.1 password=hunter2zz',
      errorCodes: ['109', 'password=hunter2zz'],
    })
    const shown = await timelineOf(reference)
    expect(shown).toContain('appCertificate: [masked: app certificate]')
    expect(shown).toContain('"userIds":"[masked: RTC token]"')
    for (const secret of [certificate, rtcToken, 'hunter2zz']) expect(await tablesWith(secret), secret).toEqual([])
    expect(await tablesWith('[masked: app certificate]')).toContain('EventContent')
  })

  it('are masked in replies, held ones included, objections, disputes and ratings, and mails do not carry them', async () => {
    const { reference } = await file()
    const { customer, ana } = story.world
    await replyAsCustomer(story.ctx, customer, reply(reference, { body: `here: ${certificate} (app certificate)` }))
    const held = await sendReply(story.ctx, customer, reply(reference, { body: `token=${rtcToken}`, undoable: true }))
    if (held.state !== 'held') throw new Error('not held')
    expect(await tablesWith(rtcToken)).toEqual([])
    expect(await readHeldMessages(story.ctx, customer, reference)).toMatchObject([
      { body: 'token=[masked: RTC token]' },
    ])
    await objectToSeverity(story.ctx, customer, { reference, reason: 'password=hunter3zz' })
    await answerTicket(
      story.ctx,
      ana,
      answerSchema.parse({ reference, clientKey: randomUUID(), kind: 'diagnosis', body: 'Looking.' }),
    )
    const { timeline } = await readTicket(story.ctx, customer, reference)
    const seq = timeline.flatMap((item) => (item.kind === 'event' && item.type === 'staff_reply' ? [item.seq] : []))[0]!
    await disputeAnswer(story.ctx, customer, { reference, seq, reason: 'my password=hunter4zz says no' })
    await answerTicket(
      story.ctx,
      ana,
      answerSchema.parse({ reference, clientKey: randomUUID(), kind: 'fix', body: 'Fixed.', then: 'resolved' }),
    )
    await rateTicket(story.ctx, customer, { reference, rating: 4, comment: 'password=hunter5qq' })
    for (const secret of [certificate, rtcToken, 'hunter3zz', 'hunter4zz', 'hunter5qq'])
      expect(await tablesWith(secret), secret).toEqual([])
  })

  it('stay when the writer said that a find is none, while the others are masked', async () => {
    const { reference } = await file({
      body: `password=hunter5zz and password=hunter6zz`,
      kept: [digestOfFind('hunter5zz')],
    })
    expect(await timelineOf(reference)).toContain('password=hunter5zz and password=[masked: password]')
  })

  it('do not keep an S1 from being filed, however many there are and however long their masks', async () => {
    const body = 'pwd=a1b2c3\n'.repeat(1_900)
    const { reference } = await file({ severity: 'S1', body: body.slice(0, limits.body) })
    const shown = await timelineOf(reference)
    expect(shown).toContain('pwd=[masked: password]')
    expect(shown).not.toContain('a1b2c3')
  })

  it('file once when the same form is sent again', async () => {
    const clientKey = randomUUID()
    const first = await file({ clientKey, body: `appCertificate=${certificate}` })
    expect(await file({ clientKey, body: `appCertificate=${certificate}` })).toEqual(first)
  })

  it('are sent masked when a held reply is longer with its masks than a reply may be', async () => {
    const { reference } = await file()
    const { customer } = story.world
    const sent = await sendReply(
      story.ctx,
      customer,
      reply(reference, { body: 'pwd=a1b2c3\n'.repeat(1_800), undoable: true }),
    )
    if (sent.state !== 'held') throw new Error('not held')
    await story.database.db.heldMessage.update({ where: { id: sent.id }, data: { nextAt: story.clock.now() } })
    await sendHeldMessage(story.ctx, sent.id)
    expect(await readHeldMessages(story.ctx, customer, reference)).toEqual([])
    expect(await timelineOf(reference)).toContain('pwd=[masked: password]')
  })

  it('leave a record that verifies, with the digest over the masked text', async () => {
    const { reference } = await file({ body: `appCertificate: ${certificate}` })
    const exported = ticketExport.parse(
      JSON.parse(JSON.stringify(await exportTicket(story.ctx, story.world.customer, reference, false))),
    )
    expect(JSON.stringify(exported)).toContain('[masked: app certificate]')
    expect(verifyExport(exported, null)).toMatchObject({ chain: 'intact', differences: [] })
  })
})
