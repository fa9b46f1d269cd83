import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import { DomainError } from '@/server/infra/errors'
import { type Database, openDatabase } from '@/server/infra/db/db'
import { dueFiles } from '@/server/tickets/attachments/attachments'
import { sendAnswer, sendReply, undoHeldMessage } from '@/server/tickets/conversation/held'
import { addNote, replyAsCustomer } from '@/server/tickets/conversation/replies'
import { answerSchema, customerReplySchema, noteSchema } from '@/server/tickets/conversation/schema'
import { dueDrafts, readDraft, removeDraft, saveDraft } from '@/server/tickets/drafts/drafts'
import type { DraftForm } from '@/server/tickets/drafts/facts'
import { readDrafts } from '@/server/tickets/drafts/list'
import { fileTicket } from '@/server/tickets/filing/filing'
import { fileTicketSchema } from '@/server/tickets/filing/schema'
import { mergeTicket } from '@/server/tickets/triage/merging'
import { hostileBodies, oddTexts } from '@/tests/support/hostile'
import { recordStatements } from '@/tests/support/statements'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let counted: Database
beforeAll(async () => {
  story = await openStory('off')
  counted = openDatabase(story.database.url, 2)
})
afterAll(async () => {
  await counted.close()
  await story.close()
})

const db = () => story.database.db
const words = (body: string) => JSON.stringify({ values: { body } })
interface Saving {
  form?: DraftForm
  reference?: string | null
  draftId?: string
  base?: number
  attachmentIds?: string[]
}
const save = (who: Viewer, body: string | null, more: Saving = {}, ctx = story.ctx) =>
  saveDraft(ctx, who, {
    form: 'reply',
    reference: null,
    draftId: randomUUID(),
    base: 0,
    attachmentIds: [],
    ...more,
    content: body === null ? null : words(body),
  })
const read = (who: Viewer, reference: string | null, form: DraftForm = 'reply') =>
  readDraft(story.ctx, who, { form, reference })
const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? `${error.code} ${error.reason}` : String(error)),
  )
const upload = (uploaderId: string) =>
  db()
    .attachment.create({
      data: {
        organisationId: story.world.organisationId,
        uploaderId,
        fileName: 'log.txt',
        contentType: 'text/plain',
        size: 3,
        sha256: 'x',
        createdAt: story.clock.now(),
      },
      select: { id: true },
    })
    .then(({ id }) => id)
const answer = (reference: string, more: Record<string, unknown> = {}) =>
  answerSchema.parse({ reference, clientKey: randomUUID(), kind: 'update', body: 'Found it.', ...more })
const days = (count: number) => story.clock.advance(count * 86_400_000)
/** Does what the sweep does with drafts. */
const sweep = async () => {
  for (const id of await dueDrafts(story.ctx, 1_000)) await removeDraft(story.ctx, id)
}

describe('a draft', () => {
  it('is read by its writer on every device, and by nobody else', async () => {
    const { ana, bo, mia, customer, lead, stranger } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    await save(ana, 'Half an answer', { reference })
    expect(await read(ana, reference)).toMatchObject({ version: 1, content: words('Half an answer') })
    for (const other of [bo, mia, customer, lead, stranger]) {
      expect(await read(other, reference)).toBeNull()
      expect((await readDrafts(story.ctx, other)).drafts).toEqual([])
    }
    expect(await read(ana, reference, 'note')).toBeNull()
  })

  it('is refused on a ticket that its writer cannot read, exactly as on one that does not exist', async () => {
    const { stranger } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    const [theirs, nothing] = ['customer-reply', 'filing'].map((form) =>
      [reference, 'ACME-99999'].map((about) =>
        refusal(save(stranger, 'x', { form: form as DraftForm, reference: about })),
      ),
    )
    expect(await Promise.all([...theirs!, ...nothing!])).toEqual(Array(4).fill('NOT_FOUND notFound'))
    expect(await db().draft.count({ where: { ownerId: stranger.userId } })).toBe(0)
  })

  it.each([...oddTexts, ...hostileBodies])('comes back as it was written: %s', async (_name, text) => {
    const { ana } = story.world
    const before = await read(ana, null, 'filing')
    await save(ana, text, { form: 'filing', base: before?.version ?? 0 })
    expect(JSON.parse((await read(ana, null, 'filing'))!.content!)).toEqual(JSON.parse(words(text)))
  })

  it('is kept with its secrets for its writer, and no table of the database holds a word of it', async () => {
    const { customer } = story.world
    const secret = 'hunter2zz'
    await save(customer, `password=${secret} 断流`, { form: 'filing' })
    expect((await read(customer, null, 'filing'))?.content).toContain(secret)
    const tables = await db().$queryRaw<{ name: string }[]>`
      select table_name::text as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`
    for (const text of [secret, '断流'])
      for (const { name } of tables) {
        const [row] = await db().$queryRawUnsafe<{ count: bigint }[]>(
          `select count(*) as count from "${name}" t where position($1 in t::text) > 0`,
          text,
        )
        expect([name, row!.count]).toEqual([name, 0n])
      }
    expect(await db().draft.count({ where: { ownerId: customer.userId } })).toBe(1)
  })

  it('costs at most two statements at every save, the first included, and writes no event', async () => {
    const { ana } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    const statements = recordStatements(counted.pool)
    const ctx = { ...story.ctx, db: counted.db }
    const events = await db().ticketEvent.count()
    for (const base of [0, 1, 2]) {
      statements.clear()
      expect(await save(ana, `${base}`, { reference, base }, ctx)).toMatchObject({ state: 'saved', version: base + 1 })
      const sent = [...statements.outside(), ...statements.inTransactions()].filter(
        (text) => !/^(begin|commit)$/i.test(text),
      )
      expect(sent.length, sent.join('\n')).toBeLessThanOrEqual(2)
    }
    expect(await db().ticketEvent.count()).toBe(events)
  })

  it('that was saved again while it was being removed stays', async () => {
    const { bo } = story.world
    await save(bo, 'Old', { form: 'filing' })
    const row = await db().draft.findFirstOrThrow({ where: { ownerId: bo.userId, form: 'filing' } })
    await db().draft.update({ where: { id: row.id }, data: { nextAt: story.clock.now() } })
    expect(await dueDrafts(story.ctx, 10)).toContain(row.id)
    await save(bo, 'New', { form: 'filing', base: 1 })
    await removeDraft(story.ctx, row.id)
    expect(await read(bo, null, 'filing')).toMatchObject({ content: words('New') })
  })

  it('on a ticket that its writer can no longer open still gives its writer the words, and nothing of the ticket', async () => {
    const { customer, organisationId } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    await save(customer, 'What I know', { form: 'customer-reply', reference })
    const left = {
      ...customer,
      memberships: customer.memberships.filter((one) => one.organisationId !== organisationId),
    }
    const [line] = (await readDrafts(story.ctx, left)).drafts.filter((each) => each.reference === reference)
    expect(line).toMatchObject({ isOpen: false, subject: null, text: 'What I know' })
  })
})

it('a draft that cannot be unsealed, because LINK_SECRET is another one, is not taken for one that was sent', async () => {
  const { mia } = story.world
  await save(mia, 'Words', { form: 'filing' })
  await db().draft.updateMany({ where: { ownerId: mia.userId }, data: { sealed: 'v1.AAAA' } })
  expect(await read(mia, null, 'filing')).toMatchObject({ content: null, isEnded: false, version: 1 })
  expect(await save(mia, 'Words', { form: 'filing', base: 1 })).toMatchObject({ state: 'saved', version: 2 })
})

describe('two devices', () => {
  it('never overwrite each other: the one that continued an older version is shown the newer text', async () => {
    const { ana } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    const draftId = randomUUID()
    await save(ana, 'One', { reference, draftId })
    expect(await save(ana, 'One, two', { reference, draftId, base: 1 })).toMatchObject({ state: 'saved', version: 2 })
    const late = await save(ana, 'One, three', { reference, draftId, base: 1 })
    expect(late).toMatchObject({ state: 'newer', current: { version: 2, content: words('One, two') } })
    expect(await read(ana, reference)).toMatchObject({ content: words('One, two') })
  })

  it('that begin at the same moment save one text, and the other is told of it', async () => {
    const { ana } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    const states = await Promise.all(['A', 'B', 'C'].map((body) => save(ana, body, { reference })))
    expect(states.map(({ state }) => state).sort()).toEqual(['newer', 'newer', 'saved'])
  })
})

describe('after it was sent', () => {
  it('a draft is gone on every device, and a save that arrives late does not bring it back', async () => {
    const { ana, customer } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    const ids = { reply: randomUUID(), note: randomUUID(), 'customer-reply': randomUUID() }
    const writers = { reply: ana, note: ana, 'customer-reply': customer } as const
    for (const form of ['reply', 'note', 'customer-reply'] as const)
      await save(writers[form], 'Text', { form, reference, draftId: ids[form] })
    await sendAnswer(story.ctx, ana, answer(reference, { draftId: ids.reply, undoable: true }))
    await addNote(
      story.ctx,
      ana,
      noteSchema.parse({ reference, clientKey: randomUUID(), body: 'Text', draftId: ids.note }),
    )
    await replyAsCustomer(
      story.ctx,
      customer,
      customerReplySchema.parse({ reference, clientKey: randomUUID(), body: 'Text', draftId: ids['customer-reply'] }),
    )
    for (const form of ['reply', 'note', 'customer-reply'] as const) {
      const late = await save(writers[form], 'Text', { form, reference, draftId: ids[form], base: 1 })
      expect(late).toMatchObject({ state: 'newer', current: { draftId: ids[form], content: null } })
      expect(await read(writers[form], reference, form)).toMatchObject({ content: null })
    }
  })

  it('one that was never saved does not appear by its first save, still on its way', async () => {
    const { ana } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    const draftId = randomUUID()
    await sendAnswer(story.ctx, ana, answer(reference, { draftId, undoable: true }))
    expect(await save(ana, 'Found it.', { reference, draftId })).toMatchObject({
      state: 'newer',
      current: { content: null },
    })
    expect((await readDrafts(story.ctx, ana)).drafts.filter((line) => line.reference === reference)).toEqual([])
  })

  it('a filing that is repeated because its answer was lost leaves no draft, and files once', async () => {
    const { customer, projectId } = story.world
    const before = await read(customer, null, 'filing')
    const draftId = randomUUID()
    await save(customer, 'It fails', { form: 'filing', draftId, base: before?.version ?? 0 })
    const input = fileTicketSchema.parse({
      clientKey: randomUUID(),
      projectId,
      scenario: 'voice_chat_room',
      severity: 'S3',
      body: 'It fails',
      draftId,
    })
    const first = await fileTicket(story.ctx, customer, input)
    // The other device saved a new draft meanwhile: the repeat does not end it.
    const ended = await read(customer, null, 'filing')
    expect(ended).toMatchObject({ content: null })
    await save(customer, 'Another problem', { form: 'filing', base: ended!.version })
    expect(await fileTicket(story.ctx, customer, input)).toEqual(first)
    expect(await read(customer, null, 'filing')).toMatchObject({ content: words('Another problem') })
  })

  it('a held message does not end the draft that was begun while it waited', async () => {
    const { ana } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    const draftId = randomUUID()
    await save(ana, 'First', { reference, draftId })
    const sent = await sendAnswer(story.ctx, ana, answer(reference, { draftId, undoable: true }))
    expect(sent.state).toBe('held')
    await save(ana, 'Second', { reference, base: (await read(ana, reference))!.version })
    await story.minutes(1)
    expect(await db().heldMessage.count({ where: { ticket: { reference } } })).toBe(0)
    expect(await read(ana, reference)).toMatchObject({ content: words('Second') })
  })

  it('a message that is refused keeps its draft', async () => {
    const { ana } = story.world
    const [older, newer] = [await story.fileS1({ severity: 'S3' }), await story.fileS1({ severity: 'S3' })]
    const draftId = randomUUID()
    await save(ana, 'Words', { reference: newer, draftId })
    await mergeTicket(story.ctx, ana, { reference: newer, into: older })
    expect(await refusal(sendAnswer(story.ctx, ana, answer(newer, { draftId, undoable: true })))).toMatch(/^CONFLICT/)
    expect(await read(ana, newer)).toMatchObject({ content: words('Words') })
  })

  it('a discarded draft stays discarded, and its version refuses an older text', async () => {
    const { ana } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    await save(ana, 'Words', { reference })
    expect(await save(ana, null, { reference, base: 1 })).toMatchObject({ state: 'saved', version: 2 })
    expect(await save(ana, 'Words, more', { reference, base: 1 })).toMatchObject({ state: 'newer' })
    expect(await read(ana, reference)).toMatchObject({ content: null })
  })
})

describe('the list', () => {
  it('holds drafts and messages that came back, the newest first, with where they belong', async () => {
    const { lead } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    await save(lead, 'A new problem', { form: 'filing' })
    story.clock.advance(60_000)
    await save(lead, 'A reply', { form: 'customer-reply', reference })
    const held = await sendReply(
      story.ctx,
      lead,
      customerReplySchema.parse({ reference, clientKey: randomUUID(), body: 'Wait', undoable: true }),
    )
    if (held.state !== 'held') throw new Error('not held')
    await undoHeldMessage(story.ctx, lead, held.id)
    const { drafts, returned } = await readDrafts(story.ctx, lead)
    expect(drafts.map(({ form, reference: about, text, isOpen }) => [form, about, text, isOpen])).toEqual([
      ['customer-reply', reference, 'A reply', true],
      ['filing', null, 'A new problem', true],
    ])
    expect(returned).toMatchObject([{ id: held.id, reference, text: 'Wait', reason: null, isOpen: true }])
  })
})

describe('files', () => {
  it('are kept as long as the draft or the message that waits to be sent', async () => {
    const { ana } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    const [inDraft, waiting, alone] = await Promise.all([upload(ana.userId), upload(ana.userId), upload(ana.userId)])
    await save(ana, 'With a log', { reference, attachmentIds: [inDraft] })
    const sendAt = new Date(story.clock.now().getTime() + 20 * 86_400_000)
    await sendAnswer(story.ctx, ana, answer(reference, { attachmentIds: [waiting], sendAt }))
    days(8)
    const due = await dueFiles(story.ctx, 100)
    expect(due).toContain(alone)
    expect(due).not.toContain(inDraft)
    expect(due).not.toContain(waiting)
    await save(ana, null, { reference, base: 1 })
    expect(await dueFiles(story.ctx, 100)).toContain(inDraft)
  })

  it("of one person are not kept by another one's draft", async () => {
    const { ana, bo } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    const file = await upload(bo.userId)
    await save(ana, 'Not mine', { reference, attachmentIds: [file] })
    days(8)
    expect(await dueFiles(story.ctx, 100)).toContain(file)
  })
})

describe('time', () => {
  it('of 90 days without a save removes a draft, and so does the removal of its writer', async () => {
    const { bo } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    await save(bo, 'Forgotten', { reference })
    days(80)
    await sweep()
    await save(bo, 'Not forgotten', { reference, base: 1 })
    days(80)
    await sweep()
    expect(await read(bo, reference)).toMatchObject({ content: words('Not forgotten') })
    days(12)
    await sweep()
    expect(await read(bo, reference)).toBeNull()
    const { id } = await db().user.create({
      data: { email: 'x@test.example', name: 'X', createdAt: story.clock.now() },
    })
    await save({ ...bo, userId: id }, 'Mine', { reference })
    await db().user.delete({ where: { id } })
    expect(await db().draft.count({ where: { ownerId: id } })).toBe(0)
  })
})
