import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { GET } from '@/app/api/tickets/[reference]/ledger/route'
import type { Viewer } from '@/server/accounts/schema'
import { runtime } from '@/server/infra/runtime'
import { DomainError } from '@/server/infra/errors'
import { eraseTicketWords } from '@/server/handoff/erasing'
import { exportTicket } from '@/server/tickets/record/export'
import { knownHead, ticketExport } from '@/server/tickets/record/schema'
import { readTicket } from '@/server/tickets/reading/ticket'
import { addNote } from '@/server/tickets/conversation/replies'
import { verifyExport } from '@/server/tickets/record/verify.rules'
import { noteSchema } from '@/server/tickets/conversation/schema'
import { decideDispute, disputeAnswer } from '@/server/tickets/disputes/disputes'
import { promiseUpdate, setSeverity, setStatus } from '@/server/tickets/triage/triage'
import { sessionCookieOf } from '@/tests/support/session'
import { openStory, type Story } from '@/tests/support/story'

/*
 * Seen to fail: the customer's export with `isStaff` left out of exportTicket; the late worker's with nothing settled
 * first; the altered row with clocks taken from the evaluation; erasing without each of its copies; reasons with one put
 * back among the facts.
 */
const secret = 'a secret of this test only'
let story: Story

beforeAll(async () => {
  story = await openStory('off')
  Object.assign(process.env, {
    DATABASE_URL: story.database.url,
    SESSION_SECRET: secret,
    NIGHTDESK_QUEUE: 'off',
    LOG_LEVEL: 'silent',
  })
  runtime()
})
afterAll(async () => {
  const web = runtime()
  await web.live.close()
  await web.close()
  await story.close()
})

// Otherwise the story's clock would stop at every instant of the tickets of earlier tests, too.
afterEach(async () => {
  const { db } = story.database
  await db.slaClock.updateMany({ data: { nextAt: null } })
  await db.page.updateMany({ data: { nextAt: null } })
})

/** A night with everything in it that moves a clock, and a note. */
async function fileLongTicket(): Promise<string> {
  const { ctx, world } = story
  const reference = await story.fileS1()
  const note = { reference, clientKey: randomUUID(), body: 'secret words' }
  await story.minutes(16)
  await addNote(ctx, world.ana, noteSchema.parse(note))
  await story.answer(reference, 'diagnosis')
  await story.minutes(10)
  await promiseUpdate(ctx, world.ana, { reference, at: new Date(story.clock.now().getTime() + 12 * 60_000) })
  await disputeAnswer(ctx, world.customer, { reference, seq: 2, reason: 'That says nothing' })
  await story.minutes(5)
  await setSeverity(ctx, world.ana, { reference, to: 'S2', reason: 'Others are well' })
  await decideDispute(ctx, world.mia, { reference, seq: 2, upheld: true, reason: 'Indeed it does not' })
  await story.answer(reference, 'question', { then: 'waiting_on_customer' })
  await story.minutes(30)
  await story.reply(reference)
  await setStatus(ctx, world.ana, { reference, to: 'on_hold', reason: 'Waiting for the store' })
  await story.minutes(30)
  await setStatus(ctx, world.ana, { reference, to: 'open', reason: '' })
  await story.minutes(7)
  return reference
}
const record = async (viewer: Viewer, reference: string, staff = false) =>
  ticketExport.parse(JSON.parse(JSON.stringify(await exportTicket(story.ctx, viewer, reference, staff))))

async function download(viewer: Viewer | null, reference: string, query = '') {
  const cookie = viewer ? await sessionCookieOf(story.database.db, viewer.userId, { secret, now: runtime().now() }) : ''
  const request = new Request(`http://localhost/api/tickets/${reference}/ledger${query}`, { headers: { cookie } })
  return GET(request, { params: Promise.resolve({ reference }) })
}

describe('the download', () => {
  it('is a named file for those who may see the ticket, and not found for others', async () => {
    const { customer, lead, ana, stranger } = story.world
    const reference = await story.fileS1({ severity: 'S4' })
    for (const viewer of [customer, lead, ana]) {
      const response = await download(viewer, reference)
      expect(response.status).toBe(200)
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="${reference}.ledger.json"`,
        'cache-control': 'private, no-store',
      })
      const text = await response.text()
      expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(text)))
      expect(verifyExport(ticketExport.parse(JSON.parse(text)), null).differences).toEqual([])
    }
    const refused = await download(stranger, reference)
    const none = await download(stranger, 'OTHER-999')
    expect([refused.status, none.status, (await download(customer, 'x; y')).status]).toEqual([404, 404, 404])
    expect(await refused.text()).toBe(await none.text())
    expect((await download(null, reference)).status).toBe(401)
  })
  it('contains the staff chain for staff who request it, and no trace of it for a customer', async () => {
    const { customer, lead, ana, mia } = story.world
    const reference = await story.fileS1({ severity: 'S4' })
    await addNote(story.ctx, ana, noteSchema.parse({ reference, clientKey: randomUUID(), body: 'secret words' }))
    for (const viewer of [customer, lead])
      for (const query of ['', '?staff=1', '?staff=true']) {
        const text = await (await download(viewer, reference, query)).text()
        expect(text).not.toMatch(/secret words|"staff":|internal_note/)
      }
    expect(await (await download(mia, reference)).text()).not.toContain('secret words')
    const whole = ticketExport.parse(await (await download(mia, reference, '?staff=1')).json())
    expect(whole.staff?.events.map((event) => event.content?.body)).toEqual(['secret words'])
    expect(verifyExport(whole, null)).toMatchObject({ chain: 'intact', entries: 2 })
  })
})

describe('a long record', () => {
  it('verifies after every event, against every head that a mail contained', async () => {
    const { customer, ana } = story.world
    const reference = await fileLongTicket()
    for (const document of [await record(customer, reference), await record(ana, reference, true)])
      expect(verifyExport(document, null)).toMatchObject({ chain: 'intact', clocks: 'equal', differences: [] })
    const document = await record(customer, reference)
    const lines = story.smtp
      .to(customer.email)
      .flatMap(({ mail }) => (mail.subject?.includes(reference) ? (mail.text ?? '').split('\n') : []))
      .filter((line) => knownHead.safeParse(line).success)
    expect(lines.length).toBeGreaterThanOrEqual(3)
    for (const line of lines) expect(verifyExport(document, knownHead.parse(line)).differences).toEqual([])
    expect(document.clocks.some((clock) => clock.breachedAt !== null)).toBe(true)
    expect(document.clocks.some((clock) => clock.warningsFired.length > 0)).toBe(true)
  })
  it('verifies when the worker was late', async () => {
    const reference = await story.fileS1()
    story.clock.set(new Date(story.clock.now().getTime() + 20 * 60_000))
    const document = await record(story.world.customer, reference)
    expect(verifyExport(document, null).differences).toEqual([])
    expect(document.clocks.find((clock) => clock.metric === 'first_response')?.state).toBe('breached')
  })
  it('has a changed row named; erased texts are no difference', async () => {
    const { db } = story.database
    const reference = await fileLongTicket()
    const { id } = await db.ticket.findUniqueOrThrow({ where: { reference }, select: { id: true } })
    await db.eventContent.deleteMany({ where: { event: { ticketId: id, seq: 1, chain: 'public' } } })
    const erased = await record(story.world.customer, reference)
    expect(verifyExport(erased, erased.public.head)).toMatchObject({ chain: 'intact', clocks: 'equal', erased: 1 })
    const late = { metric: 'first_response', ticketId: id } as const
    await db.slaClock.updateMany({ where: late, data: { breachedAt: null, outcome: 'met' } })
    // Whoever owns the database can lift its own bar against changes.
    await db.$executeRaw`alter table "TicketEvent" disable trigger user`
    await db.$executeRaw`update "TicketEvent" set "facts" = jsonb_set("facts", '{to}', '"S4"')
      where "ticketId" = ${id}::uuid and "type" = 'severity_changed'`
    const { differences } = verifyExport(await record(story.world.customer, reference), null)
    expect(differences.map(({ path }) => path)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^public\.events\[\d\]\.facts\.to$/), 'clocks[0].outcome']),
    )
  })
})

describe('erasing a text', () => {
  const administrator = () => ({ ...story.world.mia, staffRoles: ['administrator' as const] })
  const because = 'The customer asked for it'
  const outcome = (attempt: Promise<unknown>) =>
    attempt.then(
      () => 'done',
      (error: unknown) => (error instanceof DomainError ? `${error.code} ${error.reason}` : String(error)),
    )

  it('removes it everywhere and leaves the chain intact', async () => {
    const { ctx, database, world } = story
    const reference = await story.fileS1({ body: 'My name is Kumquat\nand more' })
    await story.answer(reference, 'diagnosis', { body: 'We called Kumquat' })
    await story.settle()
    const before = await record(world.customer, reference)
    for (const seq of [1, 2])
      await eraseTicketWords(ctx, administrator(), { reference, chain: 'public', seq, reason: because })
    const tables = await database.db.$queryRaw<{ words: string }[]>`
      select to_jsonb(t)::text as "words" from "Ticket" t union all select to_jsonb(m)::text from "MailMessage" m
      union all select to_jsonb(c)::text from "EventContent" c union all select to_jsonb(e)::text from "TicketEvent" e
      union all select to_jsonb(p)::text from "Page" p`
    expect(tables.filter(({ words }) => words.includes('Kumquat'))).toEqual([])
    const after = await record(world.customer, reference)
    expect(verifyExport(after, before.public.head)).toMatchObject({ chain: 'intact', clocks: 'equal', erased: 2 })
    expect(after.public.events.slice(2).map(({ type, facts, content }) => [type, facts, content?.body])).toEqual([
      ['words_erased', { erasedSeq: 1 }, because],
      ['words_erased', { erasedSeq: 2 }, because],
    ])
    const view = await readTicket(ctx, world.customer, reference)
    expect(view.subject).toBe(reference)
    expect(view.timeline.filter((item) => item.kind === 'event' && item.erased)).toHaveLength(2)
  })
  it("removes the subject and the form's fields, even from mails in the outbox", async () => {
    const { ctx, database, world } = story
    const { db } = database
    const reference = await story.fileS1({
      subject: 'Call Kumquat',
      userIds: 'Kumquat-1',
      channelId: 'Kumquat-2',
      carrier: 'Kumquat-3',
      region: 'Kumquat-4',
      sdkVersion: 'Kumquat-5',
      errorCodes: ['Kumquat-6'],
    })
    const related = (of: string) => ({ severity: 'S1', reference: of, subject: 'Call Kumquat', organisation: 'ACME' })
    const mail = { template: 'page', toAddress: 'x@test.example', locale: 'en', messageId: 'x', createdAt: ctx.now() }
    const kept = { ...mail, state: 'kept' as const, html: 'Call Kumquat', subject: 'Call Kumquat' }
    await db.mailMessage.createMany({
      data: [
        { ...kept, uniqueKey: 'page', props: related(reference) },
        {
          ...kept,
          uniqueKey: 'bundle',
          subject: 'Two',
          props: { ...related('ACME-999'), subject: 'Other', others: [related(reference)] },
        },
      ],
    })
    await eraseTicketWords(ctx, administrator(), { reference, chain: 'public', seq: 1, reason: because })
    const tables = await db.$queryRaw<{ words: string }[]>`
      select to_jsonb(t)::text as "words" from "Ticket" t union all select to_jsonb(m)::text from "MailMessage" m
      union all select to_jsonb(c)::text from "EventContent" c union all select to_jsonb(e)::text from "TicketEvent" e
      union all select to_jsonb(p)::text from "Page" p`
    expect(tables.filter(({ words }) => words.includes('Kumquat'))).toEqual([])
    expect((await readTicket(ctx, world.customer, reference)).subject).toBe(reference)
    const bundle = await db.mailMessage.findUniqueOrThrow({ where: { uniqueKey: 'bundle' } })
    expect(bundle).toMatchObject({ subject: 'Two', props: { subject: 'Other', others: [{ subject: reference }] } })
  })
  it('works for reasons, which are texts and not facts', async () => {
    const { ctx, world } = story
    const reference = await fileLongTicket()
    const document = await record(world.customer, reference)
    expect(document.public.events.filter((event) => 'reason' in event.facts)).toEqual([])
    for (const event of document.public.events.filter((one) => one.content))
      await eraseTicketWords(ctx, administrator(), { reference, chain: 'public', seq: event.seq, reason: because })
    const words = ['That says nothing', 'Others are well', 'Indeed it does not', 'Waiting for the store']
    const after = await record(world.ana, reference, true)
    expect(words.filter((each) => JSON.stringify(document).includes(each))).toEqual(words)
    expect(words.filter((each) => JSON.stringify(after).includes(each))).toEqual([])
    expect(verifyExport(after, document.public.head).differences).toEqual([])
    expect(after.clocks.length).toBeGreaterThanOrEqual(document.clocks.length)
  })
  it('is possible for administrators, once', async () => {
    const { ctx, world } = story
    const reference = await story.fileS1({ severity: 'S4' })
    const input = { reference, chain: 'public' as const, seq: 1, reason: because }
    const asked = async (viewer: Viewer) => outcome(eraseTicketWords(ctx, viewer, input))
    expect(await asked(world.lead)).toBe('FORBIDDEN forbidden')
    expect(await asked(world.stranger)).toBe('FORBIDDEN forbidden')
    expect(await asked(world.mia)).toBe('FORBIDDEN forbidden')
    expect(await asked(administrator())).toBe('done')
    expect(await asked(administrator())).toBe('INVALID nothingToErase')
    expect(await outcome(eraseTicketWords(ctx, administrator(), { ...input, seq: 99 }))).toBe('INVALID nothingToErase')
  })
})
