import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GET, POST } from '@/app/p/rate/[token]/route'
import { mergeTicket } from '@/server/tickets/triage/merging'
import { followUpRating, rateTicket } from '@/server/tickets/ratings/ratings'
import { readLowRatings } from '@/server/tickets/ratings/list'
import { readDeskStatus } from '@/server/tickets/reading/desk-status'
import { readTicket } from '@/server/tickets/reading/ticket'
import { openStory, type Story } from '@/tests/support/story'

/** How a customer rates the help (PRODUCT.md, T8), by the ticket and by the link of a mail, and who follows it up. */
const holder = globalThis as unknown as { nightdeskRuntime?: unknown }
let story: Story
beforeEach(async () => {
  story = await openStory('off', '2026-11-20T18:00:00.000Z')
  holder.nightdeskRuntime = { ...story.database, ...story.ctx, env: { PUBLIC_URL: 'http://localhost:3000' } }
})
afterEach(async () => {
  holder.nightdeskRuntime = undefined
  await story.close()
})

async function resolved() {
  const reference = await story.fileS1({ severity: 'S4', subject: 'Join fails' })
  await story.answer(reference, 'fix', { body: 'Fixed in 4.2.1.', then: 'resolved' })
  // The mail with the link waits as long as the words of the answer can be corrected.
  await story.minutes(2)
  return reference
}
const rate = (reference: string, rating: number, comment = '') =>
  rateTicket(story.ctx, story.world.customer, { reference, rating, comment })
const low = async () => (await readLowRatings(story.ctx, story.world.mia, null)).rows
const ratedEvents = async (reference: string) =>
  (await readTicket(story.ctx, story.world.customer, reference)).timeline.flatMap((item) =>
    item.kind === 'event' && item.type === 'rated' ? [{ rating: item.facts.rating, body: item.body }] : [],
  )

/** The link of the newest mail to the customer, as a mail program opens it. */
const linkOf = (person: { email: string }) =>
  /\/p\/rate\/([\w-]+)/.exec(story.smtp.to(person.email).at(-1)?.mail.text ?? '')?.[1] ?? null
async function open(token: string, form?: Record<string, string>, query = '') {
  const request = new Request(`http://localhost:3000/p/rate/${token}${query}`, {
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  })
  const answer = await (form ? POST : GET)(request, { params: Promise.resolve({ token }) })
  return { status: answer.status, text: await answer.text() }
}

describe('a customer', () => {
  it('rates a resolved ticket, changes the rating, and sending the same again records nothing', async () => {
    const reference = await resolved()
    await rate(reference, 4)
    await rate(reference, 4)
    await rate(reference, 5, 'Quick.')
    expect(await ratedEvents(reference)).toEqual([
      { rating: 4, body: null },
      { rating: 5, body: 'Quick.' },
    ])
    expect((await readTicket(story.ctx, story.world.ana, reference)).rating).toBe(5)
    expect(await low()).toEqual([])
  })

  it('cannot rate a ticket that is still open, nor one that was merged into another', async () => {
    const older = await story.fileS1({ severity: 'S4' })
    const reference = await story.fileS1({ severity: 'S4' })
    await expect(rate(older, 3)).rejects.toMatchObject({ code: 'CONFLICT', reason: 'notRateable' })
    await mergeTicket(story.ctx, story.world.ana, { reference, into: older })
    await expect(rate(reference, 3)).rejects.toMatchObject({ code: 'CONFLICT', reason: 'notRateable' })
  })

  it('moves no clock by a rating', async () => {
    const reference = await resolved()
    const before = (await readTicket(story.ctx, story.world.ana, reference)).clocks
    await story.minutes(30)
    await rate(reference, 1, 'Too slow.')
    expect((await readTicket(story.ctx, story.world.ana, reference)).clocks).toEqual(before)
  })
})

describe('the link of the mail about the resolution', () => {
  it('goes to customers only, and opening it changes nothing', async () => {
    const reference = await resolved()
    const token = linkOf(story.world.customer)!
    const page = await open(token, undefined, '?rating=4')
    expect(page.status).toBe(200)
    expect(page.text).toContain('Join fails')
    expect(page.text).toMatch(/<input[^>]*value="4"[^>]*checked|<input[^>]*checked[^>]*value="4"/)
    expect(await ratedEvents(reference)).toEqual([])
    for (const person of [story.world.ana, story.world.bo]) expect(linkOf(person)).toBeNull()
  })

  it('records the rating with its words when the button is pressed', async () => {
    const reference = await resolved()
    const token = linkOf(story.world.customer)!
    const answer = await open(token, { rating: '4', comment: 'Thank you' })
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('You rated our help 4 of 5: good.')
    expect(await ratedEvents(reference)).toEqual([{ rating: 4, body: 'Thank you' }])
  })

  it('keeps what was written when no rating or an impossible one was sent, and says so', async () => {
    const reference = await resolved()
    const token = linkOf(story.world.customer)!
    for (const rating of ['', '6', 'many']) {
      const answer = await open(token, { rating, comment: 'My <words>' })
      expect(answer.status).toBe(400)
      expect(answer.text).toContain('Choose a rating first.')
      expect(answer.text).toContain('My &lt;words&gt;')
    }
    expect(await ratedEvents(reference)).toEqual([])
  })

  it('opens nothing once it was changed, is too old, or its reader has left the organisation', async () => {
    const reference = await resolved()
    const token = linkOf(story.world.customer)!
    const changed = `${token.slice(0, 5)}${token[5] === 'A' ? 'B' : 'A'}${token.slice(6)}`
    for (const wrong of [changed, 'x', `${token}AA`]) expect((await open(wrong)).status).toBe(404)
    const { db } = story.database
    const userId = story.world.customer.userId
    const [membership] = await db.membership.findMany({ where: { userId } })
    await db.membership.deleteMany({ where: { userId } })
    expect((await open(token, { rating: '5' })).status).toBe(404)
    await db.membership.create({ data: membership! })
    story.clock.set('2027-02-18T17:59:00.000Z')
    expect((await open(token)).status).toBe(200)
    story.clock.set('2027-02-18T18:01:00.000Z')
    expect((await open(token, { rating: '5' })).status).toBe(404)
    expect(await story.database.db.ticketEvent.count({ where: { type: 'rated', ticket: { reference } } })).toBe(0)
  })

  it('says that a ticket which was reopened meanwhile cannot be rated now', async () => {
    const reference = await resolved()
    const token = linkOf(story.world.customer)!
    await story.reply(reference, 'It still fails.')
    expect((await open(token)).text).toContain('This ticket cannot be rated now')
    expect((await open(token, { rating: '1' })).status).toBe(409)
    expect(await ratedEvents(reference)).toEqual([])
  })
})

describe('a low rating', () => {
  it('notifies the managers once and stands in their list and count until somebody has followed it up', async () => {
    const reference = await resolved()
    await rate(reference, 2, 'Nobody read what I wrote.')
    await story.settle()
    const mails = () => story.mailsTo(story.world.mia).filter((subject) => subject.includes('was rated'))
    expect(mails()).toEqual([`${reference} was rated 2 of 5`])
    await rate(reference, 1, 'Nobody read what I wrote, twice.')
    await story.settle()
    expect(mails()).toHaveLength(1)
    const rows = await low()
    expect(rows).toMatchObject([
      { reference, rating: 1, ratedBy: 'Carl', comment: 'Nobody read what I wrote, twice.', assignee: 'Ana' },
    ])
    expect((await readDeskStatus(story.ctx, story.world.mia)).lowRatings).toBe(1)
    expect((await readDeskStatus(story.ctx, story.world.ana)).lowRatings).toBeNull()

    const { id } = rows[0]!
    await followUpRating(story.ctx, story.world.mia, { id, note: 'Called them, and changed the macro.' })
    expect(await low()).toEqual([])
    expect((await readDeskStatus(story.ctx, story.world.mia)).lowRatings).toBe(0)
    await expect(followUpRating(story.ctx, story.world.mia, { id, note: 'Again.' })).rejects.toMatchObject({
      code: 'CONFLICT',
      reason: 'alreadyFollowedUp',
    })
    // A customer never sees how it was followed up.
    const customers = JSON.stringify(await readTicket(story.ctx, story.world.customer, reference))
    expect(customers).not.toContain('Called them')
    expect(JSON.stringify(await readTicket(story.ctx, story.world.ana, reference))).toContain('Called them')
  })

  it('that is given again after it was followed up waits again', async () => {
    const reference = await resolved()
    await rate(reference, 1)
    await followUpRating(story.ctx, story.world.mia, { id: (await low())[0]!.id, note: 'Called them.' })
    await rate(reference, 2, 'Still not good.')
    expect(await low()).toMatchObject([{ reference, rating: 2 }])
  })
})
