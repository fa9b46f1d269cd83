import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { correctMessage } from '@/server/tickets/corrections/corrections'
import { correctSchema } from '@/server/tickets/corrections/schema'
import { answerTicket } from '@/server/tickets/conversation/replies'
import { answerSchema } from '@/server/tickets/conversation/schema'
import { prefilledWords } from '@/server/handoff/words/words'
import { eraseTicketWords } from '@/server/handoff/erasing'
import { disputeAnswer } from '@/server/tickets/disputes/disputes'
import { readOpenDisputes } from '@/server/tickets/disputes/list'
import { mergeTicket } from '@/server/tickets/triage/merging'
import { setSeverity } from '@/server/tickets/triage/triage'
import { readTicket } from '@/server/tickets/reading/ticket'
import { exportTicket } from '@/server/tickets/record/export'
import { verifyExport } from '@/server/tickets/record/verify.rules'
import type { PersonActor } from '@/server/vocabulary/rights/actor'
import { asAdministrator } from '@/tests/support/world'
import { openStory, type Story } from '@/tests/support/story'

/** For two minutes the author of a message may correct its words; the mail waits for that, except for an S1. */
let story: Story
let reference: string
const open = async (severity: string) => {
  story = await openStory('off')
  reference = await story.fileS1({ severity })
  await story.settle()
}
beforeEach(() => open('S3'))
afterEach(() => story.close())

const later = (seconds: number) => story.advance(new Date(story.clock.now().getTime() + seconds * 1_000))
const correct = (actor: PersonActor, seq: number, body: string, more: object = {}) =>
  correctMessage(story.ctx, actor, correctSchema.parse({ reference, clientKey: randomUUID(), seq, body, ...more }))
const messages = async (reader: PersonActor) =>
  (await readTicket(story.ctx, reader, reference)).timeline.flatMap((item) =>
    item.kind === 'event' && (item.type === 'staff_reply' || item.type === 'customer_reply') ? [item] : [],
  )
const mails = (person: { email: string }) =>
  story.smtp.to(person.email).filter(({ mail }) => mail.subject!.startsWith('[ACME-'))
const textsTo = (person: { email: string }) => mails(person).map(({ mail }) => mail.text!)

describe('a message that its author corrects', () => {
  it('shows the new words with the earlier ones, and its mail has only the new ones', async () => {
    const { ana, customer } = story.world
    await story.answer(reference, 'workaround', { body: 'Set the timeout to 3 s.' })
    const [answer] = await messages(customer)
    const before = (await readTicket(story.ctx, customer, reference)).clocks
    await later(60)
    expect(textsTo(customer)).toEqual([])
    await correct(ana, answer!.seq, 'Set the timeout to 30 s.')
    expect(await messages(customer)).toMatchObject([
      {
        body: 'Set the timeout to 30 s.',
        facts: { kind: 'workaround' },
        correction: { earlier: ['Set the timeout to 3 s.'] },
      },
    ])
    const { clocks, answers } = await readTicket(story.ctx, customer, reference)
    expect(clocks.map(({ endedAt, outcome }) => [endedAt, outcome])).toEqual(
      before.map(({ endedAt, outcome }) => [endedAt, outcome]),
    )
    expect(answers.workaround?.summary).toBe('Set the timeout to 30 s.')
    await later(59)
    expect(textsTo(customer)).toEqual([])
    await later(5)
    expect(textsTo(customer)).toHaveLength(1)
    expect(textsTo(customer)[0]).toContain('30 s')
    expect(textsTo(customer)[0]).not.toContain('to 3 s')
    const record = await exportTicket(story.ctx, customer, reference, false)
    expect(textsTo(customer)[0]).toContain(record.public.head.hash)
    expect(verifyExport(record, record.public.head).differences).toEqual([])
    expect(JSON.stringify(record)).toContain('to 3 s')
  })

  it('can be corrected by nobody else and not after two minutes', async () => {
    const { ana, bo, customer } = story.world
    await story.answer(reference, 'update', { body: 'One' })
    const { seq } = (await messages(ana))[0]!
    for (const other of [bo, customer])
      await expect(correct(other, seq, 'Two')).rejects.toMatchObject({ reason: 'nothingToCorrect' })
    await expect(correct(customer, 1, 'Two')).rejects.toMatchObject({ reason: 'nothingToCorrect' })
    await later(120)
    await expect(correct(ana, seq, 'Two')).rejects.toMatchObject({ reason: 'correctedTooLate' })
    expect(await messages(ana)).toMatchObject([{ body: 'One', correction: null }])
  })

  it('that was repeated after a lost answer is corrected once', async () => {
    const { ana } = story.world
    await story.answer(reference, 'update', { body: 'One' })
    const { seq } = (await messages(ana))[0]!
    const clientKey = randomUUID()
    for (let n = 0; n < 2; n += 1) await correct(ana, seq, 'Two', { clientKey })
    expect((await messages(ana))[0]!.correction!.earlier).toEqual(['One'])
  })

  it('is masked for a customer, and not shown to a writer who based an answer on the earlier words', async () => {
    const { ana, customer } = story.world
    await story.reply(reference, 'It is 4.2')
    const { seq } = (await messages(customer))[0]!
    await correct(customer, seq, 'It is 4.3, password=swordfish9')
    expect((await messages(ana))[0]!.body).not.toContain('swordfish')
    const stale = answerSchema.parse({
      reference,
      clientKey: randomUUID(),
      basedOn: seq,
      kind: 'update',
      body: '4.2 is old.',
    })
    await expect(answerTicket(story.ctx, ana, stale)).rejects.toMatchObject({ reason: 'staleForm' })
    const words = await prefilledWords(story.database.db, [(await readTicket(story.ctx, ana, reference)).id], ana)
    expect(JSON.stringify([...words.values()])).toContain('4.3')
    expect(JSON.stringify([...words.values()])).not.toContain('4.2')
  })

  it('is erased with all its words, also in mails that still wait', async () => {
    const { ana, customer, mia } = story.world
    const admin = asAdministrator(mia)
    await story.answer(reference, 'update', { body: 'Call Jane Roe' })
    const { seq } = (await messages(ana))[0]!
    await correct(ana, seq, 'Call Jane Roe at noon')
    await eraseTicketWords(story.ctx, admin, { reference, chain: 'public', seq, reason: 'A name' })
    expect(await messages(customer)).toMatchObject([{ body: null, erased: true, correction: { earlier: [] } }])
    await later(200)
    const rows = await story.database.db.$queryRaw<{ found: string }[]>`
      select "body" as found from "EventContent" union all select "props"::text from "MailMessage"`
    expect(JSON.stringify(rows)).not.toContain('Jane')
    expect(textsTo(customer).join()).not.toContain('Jane')
  })

  it('of an S1 was mailed at once, so its readers get the corrected words in a second mail', async () => {
    await story.close()
    await open('S1')
    const { ana, customer } = story.world
    await story.answer(reference, 'update', { body: 'Set it to 3 s.' })
    await later(1)
    expect(textsTo(customer)).toHaveLength(1)
    const { seq } = (await messages(ana))[0]!
    await correct(ana, seq, 'Set it to 30 s.')
    await later(15)
    expect(textsTo(customer)).toHaveLength(2)
    expect(textsTo(customer)[1]).toContain('Ana corrected a message')
    expect(textsTo(customer)[1]).toContain('Set it to 30 s.')
  })

  it('is mailed at once when its ticket becomes an S1 while the mail waits', async () => {
    const { mia, customer } = story.world
    await story.answer(reference, 'update', { body: 'We look.' })
    await later(20)
    expect(textsTo(customer)).toEqual([])
    await setSeverity(story.ctx, mia, { reference, to: 'S1', reason: 'Everybody' })
    await later(15)
    expect(textsTo(customer).join()).toContain('We look.')
  })

  it('that is being mailed while it is corrected arrives with its new words when that try is refused', async () => {
    const { ana, customer } = story.world
    await story.answer(reference, 'update', { body: 'Set it to 3 s.' })
    const claimed = { claimToken: 'worker', claimedUntil: new Date(story.clock.now().getTime() + 15_000) }
    await story.database.db.mailMessage.updateMany({ where: { toUserId: customer.userId }, data: claimed })
    const { seq } = (await messages(ana))[0]!
    await correct(ana, seq, 'Set it to 30 s.')
    await story.database.db.mailMessage.updateMany({ data: { claimToken: null, claimedUntil: null } })
    await later(200)
    expect(textsTo(customer).join()).not.toContain('to 3 s')
    expect(textsTo(customer).join()).toContain('to 30 s')
  })

  it('is corrected no more once its ticket was merged, which copied its words', async () => {
    const { ana, customer } = story.world
    const newer = await story.fileS1({ severity: 'S3' })
    await story.reply(newer, 'One')
    await mergeTicket(story.ctx, ana, { reference: newer, into: reference })
    reference = newer
    await expect(correct(customer, 2, 'Two')).rejects.toMatchObject({ reason: 'nothingToCorrect' })
  })

  it('is ruled on by its newest words', async () => {
    const { ana, mia, customer } = story.world
    await story.answer(reference, 'update', { body: 'No.' })
    const { seq } = (await messages(ana))[0]!
    await correct(ana, seq, 'Not before 4.2.1.')
    await disputeAnswer(story.ctx, customer, { reference, seq, reason: 'No answer' })
    expect((await readOpenDisputes(story.ctx, mia, null)).rows).toMatchObject([{ reply: 'Not before 4.2.1.' }])
  })
})
