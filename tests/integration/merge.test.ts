import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import { DomainError } from '@/server/infra/errors'
import { replyAsCustomer } from '@/server/tickets/conversation/replies'
import { customerReplySchema } from '@/server/tickets/conversation/schema'
import { digestOfFind } from '@/server/tickets/secrets/find.rules'
import { watchTicket } from '@/server/tickets/triage/links'
import { mergeTicket } from '@/server/tickets/triage/merging'
import { readTicket } from '@/server/tickets/reading/ticket'
import { closeByCustomer } from '@/server/tickets/triage/triage'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
beforeEach(async () => {
  story = await openStory('off')
})
afterEach(() => story.close())

const merge = (viewer: Viewer, reference: string, into: string) => mergeTicket(story.ctx, viewer, { reference, into })
const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof DomainError ? `${error.code} ${error.reason}` : String(error)),
  )
const clocks = async (reference: string) =>
  (await readTicket(story.ctx, story.world.ana, reference)).clocks.map(
    (clock) => `${clock.metric} ${clock.state} ${clock.outcome}`,
  )

describe('a merge', () => {
  it('closes the newer ticket, its page and its clocks, and leaves the clocks of the older one', async () => {
    const older = await story.fileS1()
    const newer = await story.fileS1()
    // A clock that ends in the instant in which it began is not recorded.
    await story.minutes(1)
    await story.answer(newer, 'diagnosis')
    await story.reply(newer)
    const before = await clocks(older)
    await story.minutes(1)
    await merge(story.world.ana, newer, older)
    const view = await readTicket(story.ctx, story.world.ana, newer)
    expect(view.status).toBe('closed')
    expect(view.page?.state).toBe('closed')
    expect(new Set(view.clocks.map((clock) => `${clock.state} ${clock.outcome}`))).toEqual(
      new Set(['ended met', 'ended cancelled']),
    )
    expect(await clocks(older)).toEqual(before)
    const pages = await story.database.db.page.findMany({ where: { ticket: { reference: older } } })
    expect(pages.map((page) => page.state)).toEqual(['open'])
  })

  it('keeps a recorded breach', async () => {
    const older = await story.fileS1()
    const newer = await story.fileS1()
    await story.minutes(16)
    await story.answer(newer, 'diagnosis')
    await merge(story.world.ana, newer, older)
    expect(await story.database.db.slaBreach.count({ where: { clock: { ticket: { reference: newer } } } })).toBe(1)
    const view = await readTicket(story.ctx, story.world.ana, newer)
    expect(view.clocks.find((clock) => clock.metric === 'first_response')?.breachedAt).not.toBeNull()
  })

  it('of a ticket whose first response is late or due within 30 minutes is refused until it is answered', async () => {
    const older = await story.fileS1({ severity: 'S4' })
    const newer = await story.fileS1()
    expect(await refusal(merge(story.world.ana, newer, older))).toBe('CONFLICT mergeNeedsAnswer')
    await story.minutes(16)
    expect(await refusal(merge(story.world.ana, newer, older))).toBe('CONFLICT mergeNeedsAnswer')
    await story.answer(newer, 'diagnosis')
    expect(await refusal(merge(story.world.ana, newer, older))).toBe('done')
  })

  it('of a more severe ticket raises the older one, with the unanswered text, a response clock and a page', async () => {
    const older = await story.fileS1({ severity: 'S4', body: 'A typo' })
    const newer = await story.fileS1({ body: 'Nobody can join' })
    await story.answer(newer, 'diagnosis')
    await story.reply(newer, 'Still nobody can join')
    await story.minutes(1)
    await merge(story.world.ana, newer, older)
    const view = await readTicket(story.ctx, story.world.customer, older)
    expect(view.severity).toBe('S1')
    const replies = view.timeline.flatMap((item) =>
      item.kind === 'event' && item.type === 'customer_reply' ? [item.body] : [],
    )
    expect(replies).toEqual(['Still nobody can join'])
    expect(await clocks(older)).toContain('first_response running open')
    const [page] = await story.database.db.page.findMany({ where: { ticket: { reference: older } } })
    expect(page).toMatchObject({ state: 'open', severity: 'S1' })
  })

  it('keeps the words that their writer called no secret when they are copied to the older ticket', async () => {
    const older = await story.fileS1({ severity: 'S4', body: 'A typo' })
    const newer = await story.fileS1({
      body: 'password=hunter5zz password=hunter6zz',
      kept: [digestOfFind('hunter5zz')],
    })
    await story.answer(newer, 'diagnosis')
    await replyAsCustomer(
      story.ctx,
      story.world.customer,
      customerReplySchema.parse({
        reference: newer,
        clientKey: randomUUID(),
        body: 'Again: password=hunter5zz, password=hunter6zz',
        kept: [digestOfFind('hunter5zz')],
      }),
    )
    await merge(story.world.ana, newer, older)
    const view = await readTicket(story.ctx, story.world.customer, older)
    const replies = view.timeline.flatMap((item) =>
      item.kind === 'event' && item.type === 'customer_reply' ? [item.body] : [],
    )
    expect(replies).toEqual(['Again: password=hunter5zz, password=[masked: password]'])
  })

  it('of a less severe ticket changes nothing of the older one', async () => {
    const older = await story.fileS1({ severity: 'S3' })
    const newer = await story.fileS1({ severity: 'S4' })
    const before = await clocks(older)
    await merge(story.world.ana, newer, older)
    expect(await clocks(older)).toEqual(before)
    expect(await readTicket(story.ctx, story.world.ana, older)).toMatchObject({ severity: 'S3' })
  })

  it('is in both records, and the watchers are notified and watch the older one', async () => {
    const older = await story.fileS1({ severity: 'S3' })
    const newer = await story.fileS1({ severity: 'S3' })
    await merge(story.world.ana, newer, older)
    await story.settle()
    const lines = async (reference: string) =>
      (await readTicket(story.ctx, story.world.customer, reference)).timeline.flatMap((item) =>
        item.kind === 'event' && item.type.startsWith('merge') ? [[item.type, item.facts]] : [],
      )
    expect(await lines(newer)).toEqual([['merged', { into: older }]])
    expect(await lines(older)).toEqual([['merge_received', { from: newer }]])
    expect(story.mailsTo(story.world.customer).at(-1)).toContain(newer)
    const watchers = await story.database.db.watcher.findMany({ where: { ticket: { reference: older } } })
    expect(watchers.map((watcher) => watcher.userId)).toContain(story.world.customer.userId)
  })

  it('into a newer, a closed, the same or an unknown ticket is refused, as is one by anybody but engineers', async () => {
    const older = await story.fileS1({ severity: 'S3' })
    const newer = await story.fileS1({ severity: 'S3' })
    const { ana, customer, lead } = story.world
    expect(await refusal(merge(ana, older, newer))).toBe('INVALID mergeIntoOlder')
    expect(await refusal(merge(ana, older, older))).toBe('INVALID mergeIntoOlder')
    expect(await refusal(merge(ana, newer, 'NOBODY-1'))).toBe('INVALID unknownTicket')
    expect(await refusal(merge(customer, newer, older))).toBe('FORBIDDEN forbidden')
    expect(await refusal(merge(lead, newer, older))).toBe('FORBIDDEN forbidden')
    await merge(ana, newer, older)
    expect(await refusal(merge(ana, newer, older))).toBe('CONFLICT ticketClosed')
    const third = await story.fileS1({ severity: 'S3' })
    expect(await refusal(merge(ana, third, newer))).toBe('INVALID mergeIntoClosed')
  })

  it('by two engineers at once happens once', async () => {
    const older = await story.fileS1({ severity: 'S3' })
    const newer = await story.fileS1({ severity: 'S3' })
    const outcomes = await Promise.all([
      refusal(merge(story.world.ana, newer, older)),
      refusal(merge(story.world.bo, newer, older)),
    ])
    expect(outcomes.sort()).toEqual(['CONFLICT ticketClosed', 'done'])
    expect(await story.database.db.ticketEvent.count({ where: { type: 'merged' } })).toBe(1)
  })
})

describe('two merges in opposite directions', () => {
  it('refuse the wrong one before any lock, so that the permitted one does not fail', async () => {
    const { ana } = story.world
    for (let round = 0; round < 2; round += 1) {
      const older = await story.fileS1({ severity: 'S3' })
      const newer = await story.fileS1({ severity: 'S3' })
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          refusal(index % 2 === 0 ? merge(ana, older, newer) : merge(ana, newer, older)),
        ),
      )
      expect(new Set(answers.filter((_, index) => index % 2 === 0))).toEqual(new Set(['INVALID mergeIntoOlder']))
      const right = answers.filter((_, index) => index % 2 === 1)
      expect(right.filter((one) => one === 'done')).toHaveLength(1)
      expect(right.filter((one) => one === 'CONFLICT ticketClosed')).toHaveLength(4)
    }
  })
})

describe('closing a ticket', () => {
  it('is possible for its filer and leads of the organisation, not for a mere watcher', async () => {
    const { customer, lead, mia, organisationId } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    const user = await story.database.db.user.create({
      data: {
        email: 'wanda@test.example',
        name: 'Wanda',
        createdAt: story.clock.now(),
        memberships: { create: { role: 'customer', organisationId, createdAt: story.clock.now() } },
      },
    })
    const watcher = { ...customer, userId: user.id, email: user.email, name: user.name }
    await watchTicket(story.ctx, mia, { reference, userId: user.id })
    expect((await readTicket(story.ctx, watcher, reference)).may.close).toBe(false)
    expect(await refusal(closeByCustomer(story.ctx, watcher, { reference }))).toBe('FORBIDDEN closeByFilerOrLead')
    expect((await readTicket(story.ctx, customer, reference)).may.close).toBe(true)
    expect(await refusal(closeByCustomer(story.ctx, lead, { reference }))).toBe('done')
  })
})
