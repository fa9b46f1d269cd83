import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import { appRouter } from '@/server/api/root'
import { createCallerFactory } from '@/server/api/procedures'
import { keptDigits } from '@/server/tickets/secrets/facts'
import { leafPaths, sampleOf, type Schema, withAt } from '@/tests/support/inputs'
import { openStory, type Story } from '@/tests/support/story'

/**
 * Every procedure, every id in its input: what belongs to another organisation answers a customer exactly as what does not
 * exist. The table is the router itself, so a new procedure is put to the test without thinking of it.
 */
let story: Story
/** Ids by the name of their field: the caller's own, and those of another organisation or of the vendor. */
let own: Record<string, string>
let foreign: Record<string, string>

const live = { events: new EventEmitter(), close: () => Promise.resolve() }
const as = (viewer: Viewer) =>
  createCallerFactory(appRouter)({ ...story.ctx, viewer, address: '192.0.2.7', live } as never)
const db = () => story.database.db

async function idsOf(viewer: Viewer, organisationId: string, projectId: string): Promise<Record<string, string>> {
  const caller = as(viewer)
  const { reference } = await caller.tickets.file({
    clientKey: randomUUID(),
    projectId,
    scenario: 'voice_chat_room',
    body: 'It fails',
    severity: 'S3',
  })
  const held = await caller.tickets.reply({ reference, clientKey: randomUUID(), body: 'More of it', undoable: true })
  const file = await db().attachment.create({
    data: {
      organisationId,
      uploaderId: viewer.userId,
      fileName: 'a.txt',
      contentType: 'text/plain',
      size: 1,
      sha256: 'a'.repeat(64),
      createdAt: story.clock.now(),
    },
  })
  const lead = {
    ...viewer,
    memberships: viewer.memberships.map((one) => ({ ...one, roles: ['customer_lead' as const] })),
  }
  const email = `${randomUUID()}@test.example`
  const invitation = await as(lead).accounts.people.invite({
    organisationId,
    email,
    name: '',
    roles: ['customer'],
    locale: 'en',
  })
  const session = await db().session.create({
    data: {
      userId: viewer.userId,
      createdAt: story.clock.now(),
      lastSeenAt: story.clock.now(),
      expiresAt: new Date('2027-01-01'),
    },
  })
  const clock = await db().slaClock.findFirstOrThrow({ where: { ticket: { reference } } })
  return {
    reference,
    into: reference,
    followUpOf: reference,
    organisationId,
    projectId,
    userId: viewer.userId,
    invitationId: invitation.id,
    sessionId: session.id,
    attachmentIds: file.id,
    clockId: clock.id,
    id: held.state === 'held' ? held.id : '',
  }
}

beforeAll(async () => {
  story = await openStory('off')
  const { customer, stranger, organisationId, projectId, otherProjectId, scheduleId, policyId, ana } = story.world
  const other = stranger.memberships[0]!.organisationId
  own = await idsOf(stranger, other, otherProjectId)
  foreign = await idsOf(customer, organisationId, projectId)
  const s1 = await story.fileS1()
  const page = await db().page.findFirstOrThrow({ where: { ticket: { reference: s1 } } })
  const version = await db().slaPolicyVersion.findFirstOrThrow({ include: { policy: true } })
  // Of the vendor: no customer may even ask.
  Object.assign(foreign, {
    scheduleId,
    policyId,
    pageId: page.id,
    versionId: version.id,
    planId: version.policy.planId,
    engineerId: ana.userId,
    assigneeId: ana.userId,
  })
})
afterAll(() => story.close())

interface Procedure {
  _def: { type: string; inputs: Schema[] }
}
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>).filter(
  ([, { _def }]) => _def.type !== 'subscription' && _def.inputs.length > 0,
)
const references = new Set(['reference', 'references', 'into', 'followUpOf'])
/** The keys that a form chooses are no ids of anything that is there. */
const chosen = new Set(['clientKey', 'draftId'])
const isId = (key: string, value: unknown) =>
  references.has(key) || (!chosen.has(key) && typeof value === 'string' && /^1{8}-/.test(value))
const nameOf = (path: string[]) => path.findLast((key) => !/^\d+$/.test(key)) ?? ''

const given: Record<string, () => unknown> = {
  clientKey: randomUUID,
  email: () => `${randomUUID()}@test.example`,
  timeZone: () => 'UTC',
  basedOn: () => undefined,
  kept: () => '0'.repeat(keptDigits),
}

/** What the caller is told: the answer, or the code and the reasons of the refusal. */
async function answerOf(path: string, input: unknown): Promise<unknown> {
  const caller: unknown = as(story.world.stranger)
  const call = path.split('.').reduce((at, key) => (at as Record<string, unknown>)[key], caller)
  try {
    return { answer: await (call as (value: unknown) => Promise<unknown>)(input) }
  } catch (error) {
    const { code, message, cause } = error as { code?: string; message: string; cause?: { field?: string } }
    return { code, message, field: cause?.field }
  }
}

describe('an id of another organisation', () => {
  it.each(procedures.map(([path, { _def }]) => [path, _def.inputs[0]!] as const))(
    'reveals no more to %s than an id that does not exist',
    async (path, schema) => {
      const sample = sampleOf(schema)
      const at = (leaf: string[]) =>
        leaf.reduce((value: unknown, key) => (value as Record<string, unknown>)[key], sample)
      const ids = leafPaths(sample).filter((leaf) => isId(nameOf(leaf), at(leaf)))
      // What else the schema wants is given, so that no refusal is about something else.
      const fresh = (value: unknown): unknown =>
        leafPaths(value).reduce((input, leaf) => {
          const put = given[nameOf(leaf)]
          return put ? withAt(input, [leaf], put()) : input
        }, value)
      const valid = ids.reduce((input, leaf) => withAt(input, [leaf], own[nameOf(leaf)] ?? at(leaf)), sample)
      for (const leaf of ids) {
        const name = nameOf(leaf)
        const nothing = references.has(name) ? 'ACME-999' : randomUUID()
        const theirs = await answerOf(path, fresh(withAt(valid, [leaf], foreign[name] ?? nothing)))
        expect([leaf.join('.'), theirs]).toEqual([
          leaf.join('.'),
          await answerOf(path, fresh(withAt(valid, [leaf], nothing))),
        ])
        expect(theirs).not.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' })
        // A refusal by the schema would say nothing of the id.
        expect((theirs as { message?: string }).message ?? '').not.toMatch(/^\s*\[/)
      }
    },
  )

  it('was not changed by any of these calls', async () => {
    const ticket = await db().ticket.findUniqueOrThrow({ where: { reference: foreign.reference! } })
    expect(ticket).toMatchObject({ status: 'new', publicSeq: 1 })
    expect(await db().heldMessage.findUniqueOrThrow({ where: { id: foreign.id! } })).toMatchObject({ state: 'held' })
    expect(await db().session.count({ where: { id: foreign.sessionId! } })).toBe(1)
  })
})
