import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Prisma } from '@/generated/prisma/client'
import type { LiveMessage } from '@/server/infra/live'
import { defaultTriggers } from '@/server/paging/facts'
import { appRouter } from '@/server/api/root'
import { seededPolicies } from '@/server/sla/evaluation/policies.rules'
import type { PolicyDefinition } from '@/server/sla/schema'
import { settleTicketClocks } from '@/server/tickets/clocks/clocks'
import { createCallerFactory } from '@/server/api/procedures'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
beforeEach(async () => {
  story = await openStory('off')
})
afterEach(() => story.close())

const live = { events: new EventEmitter<{ message: [LiveMessage]; gap: [] }>(), close: () => Promise.resolve() }

/** What the plan's policy does from now on. */
async function consequences(list: PolicyDefinition['consequences']) {
  const plan = await story.database.db.plan.findUniqueOrThrow({ where: { key: 'ENTERPRISE' } })
  const mia = createCallerFactory(appRouter)({ ...story.ctx, viewer: story.world.mia, address: '192.0.2.7', live })
  const definition = { ...seededPolicies.ENTERPRISE, consequences: list }
  await mia.sla.savePolicy({ planId: plan.id, definition, publish: true })
}
const ticketOf = (reference: string) =>
  story.database.db.ticket.findUniqueOrThrow({
    where: { reference },
    include: { events: { orderBy: { seq: 'asc' } }, pages: { include: { triggers: { orderBy: { at: 'asc' } } } } },
  })
const triggersOf = async (reference: string) =>
  (await ticketOf(reference)).pages.flatMap((page) => page.triggers.map((trigger) => trigger.kind))

describe('the consequences of a policy', () => {
  it('notify the managers about an unassigned ticket at the warning, and raise it at the breach, once', async () => {
    await consequences({
      S3: [
        { at: 50, metrics: ['first_response'], does: ['notify'] },
        { at: 'breach', metrics: ['first_response'], does: ['raise'] },
      ],
    })
    const reference = await story.fileS1({ severity: 'S3' })
    await story.minutes(4 * 60)
    expect(story.mailsTo(story.world.mia)).toEqual([`S3 ${reference}: First response at 50 %`])
    expect(story.mailsTo(story.world.ana)).toEqual([])
    await story.advance('2026-11-21T02:00:00.000Z')
    const ticket = await ticketOf(reference)
    expect(ticket.severity).toBe('S2')
    expect(ticket.events.map((event) => [event.type, event.actorKind])).toEqual([
      ['filed', 'customer'],
      ['severity_changed', 'system'],
    ])
    expect(ticket.events[1]?.facts).toMatchObject({
      from: 'S3',
      to: 'S2',
      cause: { kind: 'breach', metric: 'first_response' },
    })
    expect(await triggersOf(reference)).toEqual(['raised'])
    // It is news to everybody, though nobody did it.
    expect([ticket.lastActivityAt, ticket.publicActivityAt]).toEqual([ticket.events[1]?.at, ticket.events[1]?.at])
    const changed = story.mailsTo(story.world.customer)
    await settleTicketClocks(story.ctx, ticket.id)
    expect((await ticketOf(reference)).events).toHaveLength(2)
    expect(story.mailsTo(story.world.customer)).toEqual(changed)
  })

  it('notify the assignee and not the managers of a warning on an assigned ticket', async () => {
    await consequences({ S3: [{ at: 50, metrics: ['first_response'], does: ['notify'] }] })
    const reference = await story.fileS1({ severity: 'S3' })
    await story.database.db.ticket.update({ where: { reference }, data: { assigneeId: story.world.bo.userId } })
    await story.minutes(5 * 60)
    expect(story.mailsTo(story.world.bo)).toEqual([`S3 ${reference}: First response at 50 %`])
    expect(story.mailsTo(story.world.mia)).toEqual([])
  })

  it.each([
    [
      'was deactivated',
      (userId: string) =>
        story.database.db.user.update({ where: { id: userId }, data: { deactivatedAt: story.clock.now() } }),
    ],
    ['has left', (userId: string) => story.database.db.membership.deleteMany({ where: { userId } })],
  ])('notify the managers of a warning when the assignee %s', async (_, leave) => {
    await consequences({ S3: [{ at: 50, metrics: ['first_response'], does: ['notify'] }] })
    const reference = await story.fileS1({ severity: 'S3' })
    const { bo, mia } = story.world
    await story.database.db.ticket.update({ where: { reference }, data: { assigneeId: bo.userId } })
    await leave(bo.userId)
    await story.minutes(5 * 60)
    expect(story.mailsTo(bo)).toEqual([])
    expect(story.mailsTo(mia)).toEqual([`S3 ${reference}: First response at 50 %`])
  })

  it('do nothing for a severity with an empty list: no page is joined at its breach', async () => {
    await consequences({ S3: [] })
    const reference = await story.fileS1({ severity: 'S3' })
    await story.minutes(9 * 60)
    expect(await triggersOf(reference)).toEqual([])
  })

  it('can page where the escalation policy would not', async () => {
    await consequences({ S3: [{ at: 75, metrics: ['first_response'], does: ['page'] }] })
    const reference = await story.fileS1({ severity: 'S3' })
    await story.advance('2026-11-21T00:00:00.000Z')
    expect(await triggersOf(reference)).toEqual(['warning'])
  })

  it('of a later version do not apply to a ticket filed before', async () => {
    const reference = await story.fileS1({ severity: 'S3' })
    await consequences({ S3: [] })
    await story.minutes(8 * 60)
    expect(await triggersOf(reference)).toEqual(['breach'])
  })
})

describe('without consequences in the policy', () => {
  const triggers = (definition: object) =>
    story.database.db.escalationPolicy.updateMany({ data: { definition: definition as Prisma.InputJsonObject } })

  it('the triggers of the escalation policy decide', async () => {
    const { definition } = await story.database.db.escalationPolicy.findFirstOrThrow()
    const silent = { warnings: { percents: [], metrics: [] }, breaches: [] }
    await triggers({ ...(definition as object), triggers: { ...defaultTriggers, S3: silent } })
    const quiet = await story.fileS1({ severity: 'S3' })
    await story.minutes(8 * 60)
    expect(await triggersOf(quiet)).toEqual([])
  })

  it('the triggers that were frozen into an open page decide', async () => {
    const reference = await story.fileS1()
    const { definition } = await story.database.db.escalationPolicy.findFirstOrThrow()
    const silent = { warnings: { percents: [], metrics: [] }, breaches: [] }
    await triggers({ ...(definition as object), triggers: { S1: silent, S2: silent, S3: silent, S4: silent } })
    await story.minutes(15)
    expect(await triggersOf(reference)).toContain('breach')
  })
})
