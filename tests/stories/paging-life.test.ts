import { afterEach, describe, expect, it } from 'vitest'
import { GET as showAcknowledgeLink, POST as answerAcknowledgeLink } from '@/app/p/[token]/route'
import { answerCall } from '@/server/paging/answering/calls'
import { addResponders, reassignPage, snoozePage } from '@/server/paging/page/responses'
import { acknowledgeByToken, pageByToken } from '@/server/paging/answering/links'
import { acknowledgePage, pageOfTicket } from '@/server/paging/page/pages'
import { openStory, type Story } from '@/tests/support/story'

/** What whoever was called does besides acknowledging: snooze, hand over, ask for help. */
let story: Story
afterEach(() => story.close())

const db = () => story.database.db
const page = () => db().page.findFirstOrThrow()
const log = async () => (await db().pageLogEntry.findMany({ orderBy: { id: 'asc' } })).map((entry) => entry.kind)
const acknowledge = async (engineer = story.world.ana) =>
  acknowledgePage(story.ctx, engineer, { pageId: (await page()).id, via: 'desk' })
/** Of the link in the newest mail. */
const tokenOf = (person: { email: string }) =>
  /\/p\/([\w-]+)/.exec(story.smtp.to(person.email).at(-1)!.mail.text ?? '')![1]!
const answerLink = async (token: string, form: Record<string, string> = {}) => {
  const holder = globalThis as unknown as { nightdeskRuntime?: unknown }
  holder.nightdeskRuntime = { ...story.ctx, vital: story.database, env: { PUBLIC_URL: 'http://localhost:3000' } }
  const answer = await answerAcknowledgeLink(
    new Request(`http://localhost:3000/p/${token}`, { method: 'POST', body: new URLSearchParams(form) }),
    {
      params: Promise.resolve({ token }),
    },
  )
  holder.nightdeskRuntime = undefined
  return { status: answer.status, text: await answer.text() }
}
const showLink = async (token: string) => {
  const holder = globalThis as unknown as { nightdeskRuntime?: unknown }
  holder.nightdeskRuntime = { ...story.ctx, vital: story.database, env: { PUBLIC_URL: 'http://localhost:3000' } }
  const answer = await showAcknowledgeLink(new Request(`http://localhost:3000/p/${token}`), {
    params: Promise.resolve({ token }),
  })
  holder.nightdeskRuntime = undefined
  return answer.text()
}
const inMinutes = (from: Date, count: number) => new Date(from.getTime() + count * 60_000)

describe.each(['off', 'on'] as const)('a page, queue %s', (queue) => {
  it('that is snoozed is quiet until then and notifies again from step 1; an answer closes it', async () => {
    story = await openStory(queue)
    const { ana, bo } = story.world
    const reference = await story.fileS1({ severity: 'S2' })
    await story.minutes(1)
    const at = story.clock.now()
    // The 90 % warning of an S2's first response would come at 27 minutes: no promise waits for a snooze.
    const { until } = await snoozePage(story.ctx, ana, { pageId: (await page()).id, minutes: 20 })
    expect(until).toEqual(inMinutes(at, 20))
    expect(await pageOfTicket(db(), (await page()).ticketId!)).toMatchObject({ state: 'acknowledged', snoozed: true })
    await story.minutes(19)
    expect([story.mailsTo(ana).length, story.mailsTo(bo).length]).toEqual([1, 0])
    await story.minutes(1)
    expect(story.mailsTo(ana)).toHaveLength(2)
    expect(await page()).toMatchObject({ state: 'open', cycle: 2 })
    await snoozePage(story.ctx, ana, { pageId: (await page()).id, minutes: 20 })
    await story.answer(reference, 'diagnosis')
    await story.minutes(60)
    expect(story.mailsTo(bo)).toHaveLength(0)
    await expect(snoozePage(story.ctx, ana, { pageId: (await page()).id, minutes: 20 })).rejects.toMatchObject({
      reason: 'pageClosed',
    })
  })

  it('that is snoozed for hours reopens at the 90 % warning of the response', async () => {
    story = await openStory(queue)
    await story.fileS1()
    const filedAt = story.clock.now()
    await story.minutes(1)
    const { until } = await snoozePage(story.ctx, story.world.ana, { pageId: (await page()).id, minutes: 240 })
    expect(until).toEqual(inMinutes(filedAt, 13.5))
  })

  it('that is reassigned notifies the new engineer at once and none of the earlier ones, then continues by the policy', async () => {
    story = await openStory(queue)
    const { ana, bo, mia } = story.world
    await story.fileS1()
    await story.minutes(1)
    await acknowledge()
    await reassignPage(story.ctx, ana, { pageId: (await page()).id, engineerId: mia.userId })
    await story.settle()
    expect(story.mailsTo(mia)).toHaveLength(1)
    expect(await page()).toMatchObject({ state: 'open', cycle: 2, acknowledgedById: null })
    await story.minutes(4)
    expect([story.mailsTo(ana).length, story.mailsTo(bo).length]).toEqual([1, 0])
    await story.minutes(1)
    expect(story.mailsTo(bo)).toHaveLength(1)
    expect(await log()).toEqual(['opened', 'notify', 'acknowledged', 'reassigned', 'notify', 'notify'])
  })

  it('can be acknowledged by a link of an earlier cycle, because any acknowledgement counts', async () => {
    story = await openStory(queue)
    const { ana } = story.world
    await story.fileS1({ severity: 'S2' })
    await story.settle()
    const first = tokenOf(ana)
    await acknowledge()
    await story.minutes(40)
    expect(await page()).toMatchObject({ state: 'open', cycle: 2 })
    expect(tokenOf(ana)).not.toBe(first)
    expect(await acknowledgeByToken(story.ctx, first)).toMatchObject({ outcome: 'acknowledged' })
    expect(await page()).toMatchObject({ state: 'acknowledged', acknowledgedById: ana.userId, cycle: 2 })
  })

  it('that is reassigned cannot be acknowledged by an earlier link, unless its engineer is notified again', async () => {
    story = await openStory(queue)
    const { ana, bo, mia } = story.world
    await story.fileS1()
    await story.minutes(6)
    const [anas, bos] = [tokenOf(ana), tokenOf(bo)]
    await reassignPage(story.ctx, ana, { pageId: (await page()).id, engineerId: mia.userId })
    await story.settle()
    for (const token of [anas, bos])
      expect(await acknowledgeByToken(story.ctx, token)).toEqual({
        outcome: 'reassigned',
        to: { id: mia.userId, name: 'Mia' },
      })
    expect(await pageByToken(db(), anas, story.clock.now())).toMatchObject({
      state: 'reassigned',
      reassignedTo: { name: 'Mia' },
    })
    const { status, text } = await answerLink(anas)
    expect(status).toBe(409)
    expect(text).toContain('Reassigned to Mia')
    expect(text).not.toContain('<form')
    // A call that is under way still reads its page; the message's id is of any kind of method.
    const { id } = await db().delivery.findFirstOrThrow({ where: { engineerId: ana.userId } })
    expect(await answerCall(story.ctx, id, 0, '1', () => '')).toContain('reassigned to Mia')
    expect(await page()).toMatchObject({ state: 'open', cycle: 2 })
    // The second step calls Bo again: now it is Bo's too.
    await story.minutes(5)
    expect(await acknowledgeByToken(story.ctx, bos)).toMatchObject({ outcome: 'acknowledged' })
    expect(await acknowledgeByToken(story.ctx, anas)).toMatchObject({
      outcome: 'alreadyAcknowledged',
      by: { id: bo.userId },
    })
  })

  it('that is reassigned can still be acknowledged by helpers, and by anybody at the desk', async () => {
    story = await openStory(queue)
    const { ana, bo, mia } = story.world
    await story.fileS1()
    await addResponders(story.ctx, ana, { pageId: (await page()).id, engineerIds: [bo.userId] })
    await story.settle()
    const helping = tokenOf(bo)
    await reassignPage(story.ctx, ana, { pageId: (await page()).id, engineerId: mia.userId })
    expect(await acknowledgeByToken(story.ctx, helping)).toMatchObject({ outcome: 'acknowledged' })
    await reassignPage(story.ctx, bo, { pageId: (await page()).id, engineerId: mia.userId })
    expect(await acknowledge()).toMatchObject({ outcome: 'acknowledged' })
  })

  it('cannot be reassigned to somebody who cannot be reached', async () => {
    story = await openStory(queue)
    const { ana, bo, customer } = story.world
    await story.fileS1()
    await db().contactMethod.updateMany({ where: { userId: bo.userId }, data: { verifiedAt: null } })
    for (const engineerId of [bo.userId, customer.userId])
      await expect(reassignPage(story.ctx, ana, { pageId: (await page()).id, engineerId })).rejects.toMatchObject({
        reason: 'engineerUnreachable',
      })
    expect((await page()).cycle).toBe(1)
  })

  it('can be snoozed, reassigned and helped with by the link alone, which says what comes next', async () => {
    story = await openStory(queue)
    const { ana, bo } = story.world
    await story.fileS1()
    await story.settle()
    const token = tokenOf(ana)
    const waiting = await pageByToken(db(), token, story.clock.now())
    expect(waiting).toMatchObject({ state: 'open', next: { kind: 'notify', people: [{ name: 'Bo' }] } })
    expect(waiting!.next!.at).toEqual(inMinutes(waiting!.openedAt, 5))

    expect((await answerLink(token, { do: 'snooze' })).text).toContain('Snoozed')
    expect(await page()).toMatchObject({ state: 'acknowledged', acknowledgedById: ana.userId })
    await story.minutes(5)
    expect(await page()).toMatchObject({ state: 'open', cycle: 2 })

    const nobody = await answerLink(token, { do: 'hand', to: crypto.randomUUID() })
    expect([nobody.status, nobody.text.includes('cannot be reached')]).toEqual([409, true])
    expect((await answerLink(token, { do: 'hand', to: bo.userId })).text).toContain('Reassigned to Bo')
    await story.settle()
    expect(story.mailsTo(bo)).toHaveLength(1)
    // It is not hers any more: neither to snooze nor to hand back.
    expect((await answerLink(token, { do: 'snooze' })).text).toContain('Reassigned to Bo')
    expect((await page()).state).toBe('open')

    expect((await answerLink(tokenOf(bo))).text).toContain('You’ve got it')
    const seen = await answerLink(token, { do: 'join' })
    expect(seen.text).toContain('You are helping')
    await answerLink(token, { do: 'join' })
    expect((await log()).filter((kind) => kind === 'responder_joined')).toHaveLength(1)
    expect((await page()).acknowledgedById).toBe(bo.userId)
  })

  it('shows by its link what the customer was promised and told, and nothing once it is closed', async () => {
    story = await openStory(queue)
    const reference = await story.fileS1()
    await story.settle()
    const token = tokenOf(story.world.ana)
    const page = await showLink(token)
    expect(page).toMatch(/<b>Answer by \d\d:\d\d<\/b>First response promised to the customer/)
    expect(page).toMatch(/<dt>Scenario<\/dt><dd>[^<]+<\/dd>/)
    expect(page).not.toMatch(/<script/i)
    expect(new TextEncoder().encode(page).length).toBeLessThan(30_000)
    await story.minutes(16)
    expect(await showLink(token)).toContain('The customer has waited longer than promised.')
    await story.answer(reference, 'workaround')
    const closed = await showLink(token)
    expect(closed).toContain('This page is closed')
    expect(closed).not.toContain('<form')
  })

  it('asks others to help although it is acknowledged, until they join', async () => {
    story = await openStory(queue)
    const { ana, bo } = story.world
    const method = await db().contactMethod.findFirstOrThrow({ where: { userId: bo.userId } })
    for (const [position, delaySeconds] of [0, 120, 240].entries())
      await db().notificationRule.create({
        data: { userId: bo.userId, urgency: 'high', position, delaySeconds, contactMethodId: method.id },
      })
    await story.fileS1({ severity: 'S2' })
    await story.minutes(1)
    await acknowledge()
    const asking = { pageId: (await page()).id, engineerIds: [bo.userId] }
    expect(await addResponders(story.ctx, ana, asking)).toEqual({ asked: 1 })
    expect(await addResponders(story.ctx, ana, asking)).toEqual({ asked: 0 })
    await story.minutes(3)
    expect(story.mailsTo(bo)).toHaveLength(2)
    expect(await acknowledge(bo)).toMatchObject({ outcome: 'alreadyAcknowledged', by: { id: ana.userId } })
    await story.minutes(5)
    expect(story.mailsTo(bo)).toHaveLength(2)
    expect(await page()).toMatchObject({ state: 'acknowledged', acknowledgedById: ana.userId, cycle: 1 })
    const { helpers } = (await pageOfTicket(db(), (await page()).ticketId!))!
    expect(helpers).toMatchObject([{ name: 'Bo', joinedAt: expect.any(Date) }])
    expect(await log()).toEqual(['opened', 'notify', 'acknowledged', 'responders_asked', 'responder_joined'])
  })

  it('that is closed notifies no helper any more', async () => {
    story = await openStory(queue)
    const { ana, bo } = story.world
    const method = await db().contactMethod.findFirstOrThrow({ where: { userId: bo.userId } })
    await db().notificationRule.create({
      data: { userId: bo.userId, urgency: 'high', position: 0, delaySeconds: 60, contactMethodId: method.id },
    })
    const reference = await story.fileS1()
    await story.settle()
    await addResponders(story.ctx, ana, { pageId: (await page()).id, engineerIds: [bo.userId] })
    await story.answer(reference, 'diagnosis')
    await story.minutes(3)
    expect(story.mailsTo(bo)).toHaveLength(0)
  })
})
