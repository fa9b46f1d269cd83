import { createElement } from 'react'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AssigneeField } from '@/app/(desk)/desk/tickets/_ticket/assignee-field'
import { Composer } from '@/app/(desk)/desk/tickets/_ticket/composer'
import { ReplyBox } from '@/app/(portal)/tickets/[reference]/reply-box'
import { Thread } from '@/app/_ui/thread'
import type { Viewer } from '@/server/accounts/schema'
import { settleTicketClocks } from '@/server/tickets/clocks/clocks'
import { disputeAnswer } from '@/server/tickets/disputes/disputes'
import { mergeTicket } from '@/server/tickets/triage/merging'
import { readTicket } from '@/server/tickets/reading/ticket'
import { assignTicket } from '@/server/tickets/triage/triage'
import { render } from '@/tests/support/render'
import { openStory, type Story } from '@/tests/support/story'

/** Parts of a ticket's screens, drawn from what the server really answers, before anything else has been loaded. */
const alone = { people: [], doing: () => undefined }
let story: Story
let owner: Viewer
beforeAll(async () => {
  story = await openStory('off')
  owner = { ...story.world.bo, staffRoles: ['knowledge_owner'] }
})
afterAll(() => story.close())

const ticketOf = (viewer: Viewer, reference: string) => readTicket(story.ctx, viewer, reference)
const drawn = (element: Parameters<typeof render>[0], viewer: Viewer, at = '/desk') =>
  render(element, { viewer, now: story.clock.now(), at })

describe('a disputed answer', () => {
  it("is shown to the engineer as the customer's view, and to the customer as their own", async () => {
    const { ana, customer } = story.world
    const reference = await story.fileS1({ severity: 'S4' })
    await story.answer(reference, 'diagnosis')
    await disputeAnswer(story.ctx, customer, { reference, seq: 2, reason: 'This says nothing.' })
    const readAs = async (viewer: Viewer) =>
      drawn(createElement(Thread, { ticket: await ticketOf(viewer, reference) }), viewer).text
    expect(await readAs(ana)).toContain('The customer disputes this reply; a manager decides.')
    expect(await readAs(ana)).not.toContain('You said')
    expect(await readAs(customer)).toContain('You said that this is not an answer; a manager will decide.')
  })
})

describe('the assignee', () => {
  it('is named before the list of people has loaded, so that a colleague does not take an assigned ticket', async () => {
    const { ana, bo } = story.world
    const reference = await story.fileS1({ severity: 'S3' })
    await assignTicket(story.ctx, ana, { reference, assigneeId: ana.userId })
    const { html } = drawn(createElement(AssigneeField, { ticket: await ticketOf(bo, reference) }), bo)
    expect(html).toContain('value="Ana"')
  })
})

describe('the thread of a late ticket', () => {
  it('shows the warnings and the breach of a clock in one line, not in one line each', async () => {
    const reference = await story.fileS1({ severity: 'S3' })
    story.clock.set('2026-11-24T18:00:00.000Z')
    const { id } = await story.database.db.ticket.findUniqueOrThrow({ where: { reference } })
    await settleTicketClocks(story.ctx, id)
    const view = await ticketOf(story.world.ana, reference)
    const signals = view.timeline.filter((item) => item.kind !== 'event')
    expect(signals.length).toBeGreaterThan(0)
    // One line for each clock that warned, however many of its warnings fired.
    expect(new Set(signals.map(({ metric }) => metric)).size).toBe(signals.length)
    const { text } = drawn(createElement(Thread, { ticket: view }), story.world.ana)
    expect(text).toContain('First response: warned at 50, 75, 90 %, missed')
    expect(text.split('First response').length - 1).toBe(1)
  })
})

describe('a merged ticket', () => {
  it('leads its customer and its engineer to the older one and to no other', async () => {
    const { ana, customer } = story.world
    const older = await story.fileS1({ severity: 'S3' })
    const newer = await story.fileS1({ severity: 'S3' })
    await mergeTicket(story.ctx, ana, { reference: newer, into: older })
    const view = await ticketOf(customer, newer)
    const box = drawn(createElement(ReplyBox, { ticket: view }), customer, `/tickets/${newer}`)
    expect(box.text).toContain(`This ticket was merged into ${older}.`)
    expect(box.html).toContain(`href="/tickets/${older}"`)
    expect(box.html).not.toContain('followUp=')
    const thread = drawn(createElement(Thread, { ticket: view }), customer, `/tickets/${newer}`)
    expect(thread.html).toContain(`href="/tickets/${older}"`)
    const desk = drawn(createElement(Thread, { ticket: await ticketOf(ana, newer) }), ana, `/desk/tickets/${newer}`)
    expect(desk.html).toContain(`href="/desk/tickets/${older}"`)
    const composer = drawn(createElement(Composer, { ticket: await ticketOf(ana, newer), presence: alone }), ana)
    expect(composer.text).toContain(`This ticket was merged into ${older}.`)
  })
})

describe('staff who are not engineers', () => {
  it('are told that engineers answer, not that an open ticket is closed, and can write a note', async () => {
    const reference = await story.fileS1({ severity: 'S3' })
    const { text, html } = drawn(
      createElement(Composer, { ticket: await ticketOf(owner, reference), presence: alone }),
      owner,
    )
    expect(text).toContain('Engineers answer this ticket. You can add internal notes.')
    expect(text).not.toContain('This ticket is closed')
    expect(html).toContain('<textarea')
    expect(text).toContain('Internal note')
  })
})
