import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import { createCaller } from '@/server/api/root'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
const as = (viewer: Viewer) => createCaller({ ...story.ctx, viewer, live: null as never, address: '127.0.0.1' })
const manager = () => as({ ...story.world.mia, staffRoles: ['administrator', 'manager', 'engineer'] })
const db = () => story.database.db
const nobody = randomUUID()
let reference: string
let otherReference: string
let pageId: string

beforeAll(async () => {
  story = await openStory('off')
  reference = await story.fileS1()
  const other = await as(story.world.stranger).tickets.file({
    clientKey: randomUUID(),
    projectId: story.world.otherProjectId,
    scenario: 'voice_chat_room',
    body: 'Another organisation',
    severity: 'S3',
  })
  otherReference = other.reference
  pageId = (await db().page.findFirstOrThrow({ where: { ticket: { reference } } })).id
})
afterAll(() => story.close())

const layer = (id: string) => ({
  id: 'l',
  start: '2026-11-16T00:00',
  rotation: { unit: 'week' as const, length: 1 },
  participants: [id],
  restrictions: [],
})
const project = {
  name: 'App',
  appId: '',
  products: [],
  scenario: null,
  platforms: [],
  sdkVersion: '',
  regions: [],
  carriers: [],
}
const target = (type: 'engineer' | 'schedule' | 'team' | 'roundRobin', id: string) => ({
  name: 'Other',
  severities: ['S4' as const],
  definition: { steps: [{ delayMinutes: 5, targets: [{ type, id }] }], repeats: 0, persistEveryMinutes: 5 },
})
const oneHourAhead = () => {
  const startsAt = new Date(story.clock.now().getTime() + 3_600_000)
  return { startsAt, endsAt: new Date(startsAt.getTime() + 3_600_000) }
}
const filing = (projectId: string) => ({
  clientKey: randomUUID(),
  projectId,
  scenario: 'voice_chat_room' as const,
  body: 'It fails',
  severity: 'S4' as const,
})
const words = { known: '', tried: '', promised: '', note: '' }
const currentPolicy = async () => (await manager().sla.policies()).find(({ inForce }) => inForce)!

/** Every stored reference of every verb: what it names does not exist, or belongs to somebody who may not be named. */
const invalidReferences: [string, () => Promise<unknown>][] = [
  ['a policy target who does not exist', () => manager().paging.savePolicy(target('engineer', nobody))],
  ['a policy target that is not an id', () => manager().paging.savePolicy(target('engineer', 'not-a-uuid'))],
  [
    'a policy target who is a customer',
    () => manager().paging.savePolicy(target('engineer', story.world.customer.userId)),
  ],
  [
    'a policy target that names a schedule as a person',
    () => manager().paging.savePolicy(target('engineer', story.world.scheduleId)),
  ],
  ['a policy target that is not a schedule', () => manager().paging.savePolicy(target('schedule', nobody))],
  ['a policy target that is not a team', () => manager().paging.savePolicy(target('team', nobody))],
  ['a round-robin target that is not a team', () => manager().paging.savePolicy(target('roundRobin', nobody))],
  [
    'a policy for a team that does not exist',
    () => manager().paging.savePolicy({ ...target('engineer', story.world.ana.userId), teamId: nobody }),
  ],
  [
    'a schedule with somebody who does not exist',
    () => manager().oncall.saveSchedule({ name: 'X', timeZone: 'UTC', layers: [layer(nobody)] }),
  ],
  [
    'a schedule with a customer',
    () => manager().oncall.saveSchedule({ name: 'X', timeZone: 'UTC', layers: [layer(story.world.lead.userId)] }),
  ],
  [
    'an override of a schedule that does not exist',
    () => manager().oncall.addOverride({ scheduleId: nobody, personId: story.world.ana.userId, ...oneHourAhead() }),
  ],
  [
    'an override by a customer',
    () =>
      manager().oncall.addOverride({
        scheduleId: story.world.scheduleId,
        personId: story.world.customer.userId,
        ...oneHourAhead(),
      }),
  ],
  [
    'an override that covers for a customer',
    () =>
      manager().oncall.addOverride({
        scheduleId: story.world.scheduleId,
        personId: story.world.ana.userId,
        coversForId: story.world.customer.userId,
        ...oneHourAhead(),
      }),
  ],
  [
    'a swap with a customer',
    () =>
      as(story.world.ana).oncall.askSwap({
        scheduleId: story.world.scheduleId,
        askedId: story.world.customer.userId,
        given: oneHourAhead(),
        note: '',
      }),
  ],
  ['a feed of a schedule that does not exist', () => manager().oncall.makeFeed({ scheduleId: nobody })],
  [
    'a team with a customer',
    () => manager().accounts.saveTeam({ name: 'X', memberIds: [story.world.customer.userId] }),
  ],
  ['a team with somebody who does not exist', () => manager().accounts.saveTeam({ name: 'X', memberIds: [nobody] })],
  [
    'a drill of a policy that does not exist',
    () => manager().paging.planDrill({ policyId: nobody, plan: { weekday: 1, localTime: '10:00', timeZone: 'UTC' } }),
  ],
  [
    'a notification rule by a method of somebody else',
    async () => {
      const method = await db().contactMethod.findFirstOrThrow({ where: { userId: story.world.bo.userId } })
      return as(story.world.ana).paging.saveRules({
        urgency: 'low',
        rules: [{ contactMethodId: method.id, delaySeconds: 0 }],
      })
    },
  ],
  [
    'a page reassigned to a customer',
    () => manager().paging.reassign({ pageId, engineerId: story.world.customer.userId }),
  ],
  ['a page reassigned to somebody who does not exist', () => manager().paging.reassign({ pageId, engineerId: nobody })],
  [
    'responders who are customers',
    () => manager().paging.addResponders({ pageId, engineerIds: [story.world.lead.userId] }),
  ],
  [
    'an organisation with a plan that does not exist',
    () => manager().accounts.organisations.create({ name: 'X', key: 'XX', planId: nobody }),
  ],
  [
    'an organisation changed to a plan that does not exist',
    () =>
      manager().accounts.organisations.update({
        organisationId: story.world.organisationId,
        name: 'X',
        planId: nobody,
      }),
  ],
  [
    'a project of an organisation that does not exist',
    () => manager().accounts.projects.create({ ...project, organisationId: nobody }),
  ],
  [
    'a project of another organisation',
    () => as(story.world.stranger).accounts.projects.create({ ...project, organisationId: story.world.organisationId }),
  ],
  [
    'a project with a team that does not exist',
    () => manager().accounts.projects.update({ ...project, projectId: story.world.projectId, teamId: nobody }),
  ],
  [
    'an invitation to an organisation that does not exist',
    () =>
      manager().accounts.people.invite({
        organisationId: nobody,
        email: 'x@test.example',
        name: '',
        roles: ['customer'],
        locale: 'en',
      }),
  ],
  [
    'an invitation to another organisation',
    () =>
      as(story.world.stranger).accounts.people.invite({
        organisationId: story.world.organisationId,
        email: 'x@test.example',
        name: '',
        roles: ['customer'],
        locale: 'en',
      }),
  ],
  [
    'roles of somebody of another organisation',
    () =>
      as(story.world.lead).accounts.people.setRoles({
        userId: story.world.stranger.userId,
        organisationId: story.world.organisationId,
        roles: ['customer'],
      }),
  ],
  [
    'an SLA version of a plan that does not exist',
    async () =>
      manager().sla.savePolicy({
        planId: nobody,
        product: null,
        definition: (await currentPolicy()).inForce!.definition,
        publish: false,
      }),
  ],
  [
    'an SLA version with a calendar that it does not have',
    async () => {
      const { planId, inForce } = await currentPolicy()
      const definition = { ...inForce!.definition, calendars: {} }
      return manager().sla.savePolicy({ planId, product: null, definition, publish: false })
    },
  ],
  ['showing a plan that does not exist', () => manager().sla.showPlan({ planId: nobody, isPublic: true })],
  ['a ticket in a project that does not exist', () => as(story.world.customer).tickets.file(filing(nobody))],
  [
    'a ticket in a project of another organisation',
    () => as(story.world.customer).tickets.file(filing(story.world.otherProjectId)),
  ],
  [
    'a follow-up of another organisation’s ticket',
    () => as(story.world.customer).tickets.file({ ...filing(story.world.projectId), followUpOf: otherReference }),
  ],
  ['a ticket for a team that does not exist', () => manager().tickets.setTeam({ reference, teamId: nobody })],
  [
    'a ticket assigned to a customer',
    () => manager().tickets.assign({ reference, assigneeId: story.world.customer.userId }),
  ],
  [
    'a ticket assigned to somebody who does not exist',
    () => manager().tickets.assign({ reference, assigneeId: nobody }),
  ],
  [
    'a ticket handed to a customer',
    () => as(story.world.ana).handoffs.give({ reference, toId: story.world.customer.userId, ...words }),
  ],
  [
    'a watcher of another organisation',
    () => as(story.world.lead).tickets.watch({ reference, userId: story.world.stranger.userId }),
  ],
  ['a watcher who does not exist', () => manager().tickets.watch({ reference, userId: nobody })],
  ['a link to an article that does not exist', () => manager().tickets.linkArticle({ reference, articleId: nobody })],
  ['a merge into another organisation’s ticket', () => manager().tickets.merge({ reference, into: otherReference })],
]

describe('a reference is checked when it is saved:', () => {
  it.each(invalidReferences)('%s is refused, without an internal error', async (_, save) => {
    await expect(save()).rejects.toMatchObject({
      code: expect.stringMatching(/^(BAD_REQUEST|NOT_FOUND|FORBIDDEN|CONFLICT)$/) as string,
    })
  })

  it('and afterwards an S1 is filed and paged as usual', async () => {
    const filed = await story.fileS1()
    expect(await db().page.count({ where: { ticket: { reference: filed }, state: 'open' } })).toBe(1)
  })
})
