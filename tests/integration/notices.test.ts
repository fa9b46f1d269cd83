import { afterEach, describe, expect, it } from 'vitest'
import { readTicket } from '@/server/tickets/reading/ticket'
import { addNote } from '@/server/tickets/conversation/replies'
import { setSeverity } from '@/server/tickets/triage/triage'
import { openStory, type Story } from '@/tests/support/story'

/** Who is mailed about a ticket, how it is bundled and threaded, and what is seen when it does not arrive. */
let story: Story
afterEach(() => story.close())

const db = () => story.database.db
const later = (seconds: number) => story.advance(new Date(story.clock.now().getTime() + seconds * 1_000))
const notices = (person: { email: string }) =>
  story.smtp.to(person.email).filter(({ mail }) => mail.subject!.startsWith('[ACME-'))

describe.each(['off', 'on'] as const)('the notices of a ticket, queue %s', (queue) => {
  it('about six messages of a customer within two seconds are one mail, with nothing lost', async () => {
    story = await openStory(queue)
    const { ana } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    await story.answer(reference, 'diagnosis')
    const lines = ['One', 'Two', 'Three', 'Four', 'Five', 'Six'].map((line) => `Line ${line}`)
    for (const line of lines) {
      await story.reply(reference, line)
      await later(0.3)
    }
    await later(150)
    expect(notices(ana)).toHaveLength(1)
    const { text } = notices(ana)[0]!.mail
    const places = lines.map((line) => text!.indexOf(line))
    expect(places.every((place) => place >= 0)).toBe(true)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(await db().mailMessage.count({ where: { toUserId: ana.userId, state: { not: 'sent' } } })).toBe(0)
  })

  it('that cannot be rendered do not affect others of their bundle', async () => {
    story = await openStory(queue)
    const { ana } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    await story.answer(reference, 'diagnosis')
    await story.settle()
    for (const line of ['Good', 'Bad']) await story.reply(reference, line)
    await db().$executeRaw`update "MailMessage" set "props" = '{}' where "props"->>'body' = 'Bad'`
    await later(150)
    expect(notices(ana).map(({ mail }) => mail.text!.includes('Good'))).toEqual([true])
    expect(await db().mailMessage.findMany({ where: { toUserId: ana.userId, state: 'pending' } })).toHaveLength(1)
  })
})

it('notices keep one subject and one thread for each reader, whatever the severity', async () => {
  story = await openStory('off')
  const { customer, mia } = story.world
  const reference = await story.fileS1({ severity: 'S3', subject: 'Rooms are silent' })
  await story.answer(reference, 'diagnosis')
  await later(150)
  await setSeverity(story.ctx, mia, { reference, to: 'S2', reason: 'Everybody' })
  await later(150)
  await story.answer(reference, 'update', { body: 'Still at it.' })
  await later(150)
  const mails = notices(customer).map(({ mail }) => mail)
  expect(mails.length).toBeGreaterThanOrEqual(3)
  expect(new Set(mails.map(({ subject }) => subject))).toEqual(new Set(['[ACME-1] Rooms are silent']))
  const [first, ...others] = mails
  expect(first!.inReplyTo).toBeUndefined()
  for (const mail of others) {
    expect(mail.inReplyTo).toBe(first!.messageId)
    expect(mail.references).toBe(first!.messageId)
  }
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(mails.length)
})

it('notices of a reply on an unassigned S3 go to the engineers on call for it, and page nobody', async () => {
  story = await openStory('off')
  const { ana, bo, mia } = story.world
  const reference = await story.fileS1({ severity: 'S3' })
  await story.reply(reference, 'Any news?')
  await later(150)
  expect([ana, bo, mia].map((person) => notices(person).length)).toEqual([1, 0, 0])
  expect(await db().page.count()).toBe(0)
})

it('notices of a reply on an unassigned S4 whose first step reaches nobody go to the managers', async () => {
  story = await openStory('off')
  const { ana, mia } = story.world
  await db().contactMethod.deleteMany({ where: { userId: ana.userId } })
  const reference = await story.fileS1({ severity: 'S4' })
  await story.reply(reference, 'Any news?')
  await later(150)
  expect([ana, mia].map((person) => notices(person).length)).toEqual([0, 1])
})

it('notices go to the organisation’s leads once the filer has left, and staff see that', async () => {
  story = await openStory('off')
  const { customer, lead, ana } = story.world
  const reference = await story.fileS1()
  expect((await readTicket(story.ctx, ana, reference)).filerLeft).toBe(false)
  await db().user.update({ where: { id: customer.userId }, data: { deactivatedAt: story.clock.now() } })
  await story.answer(reference, 'diagnosis')
  await later(150)
  expect([customer, lead].map((person) => notices(person).length)).toEqual([0, 1])
  expect((await readTicket(story.ctx, ana, reference)).filerLeft).toBe(true)
  expect((await readTicket(story.ctx, lead, reference)).filerLeft).toBe(false)
})

it('an answer that could not be mailed is marked for staff on the ticket and the message, and for no customer', async () => {
  story = await openStory('off')
  const { customer, ana } = story.world
  const reference = await story.fileS1()
  await story.settle()
  story.smtp.behave('refuse')
  await story.answer(reference, 'diagnosis')
  await later(150)
  const seen = await readTicket(story.ctx, ana, reference)
  const answer = seen.timeline.find((item) => item.kind === 'event' && item.type === 'staff_reply')!
  expect(seen.undelivered).toEqual([
    expect.objectContaining({
      eventId: answer.id,
      person: { id: customer.userId, name: 'Carl' },
      state: 'failed',
      answer: expect.stringContaining('550'),
    }),
  ])
  expect((await readTicket(story.ctx, customer, reference)).undelivered).toEqual([])
})

it('answering an unassigned ticket assigns it, with an event', async () => {
  story = await openStory('off')
  const { ana, bo } = story.world
  const reference = await story.fileS1()
  await addNote(story.ctx, bo, {
    reference,
    clientKey: crypto.randomUUID(),
    body: 'Looks known',
    attachmentIds: [],
  } as never)
  await story.answer(reference, 'diagnosis')
  const events = await db().ticketEvent.findMany({ where: { type: 'assigned' } })
  expect(events.map(({ chain, facts }) => [chain, facts])).toEqual([
    ['staff', { assigneeId: ana.userId, name: ana.name }],
  ])
  await story.answer(reference, 'update', { body: 'More' })
  expect(await db().ticketEvent.count({ where: { type: 'assigned' } })).toBe(1)
})
