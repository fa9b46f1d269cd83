import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { escalationDefinition } from '@/server/paging/schema'
import { readTicket } from '@/server/tickets/reading/ticket'
import { readRouting, saveRouting } from '@/server/tickets/routing/routing'
import { saveRoutingSchema } from '@/server/tickets/routing/schema'
import { setSeverity, setTeam } from '@/server/tickets/triage/triage'
import { openStory, type Story } from '@/tests/support/story'

/** The policy that routing chose is the one that pages use (SEMANTICS §3), until an engineer changes the team. */
let story: Story
afterEach(() => story.close())

const db = () => story.database.db
const pages = () => db().page.findMany({ orderBy: { openedAt: 'asc' }, include: { policy: true, ticket: true } })
const policiesOfPages = async () => (await pages()).map(({ policy }) => policy?.name)

/** Opens a story with a policy that calls Bo at once; the default calls Ana first. */
async function open(triggers?: unknown) {
  story = await openStory('off')
  const now = story.ctx.now()
  const definition = escalationDefinition.parse({
    steps: [
      { delayMinutes: 5, targets: [{ type: 'engineer', id: story.world.bo.userId }] },
      { delayMinutes: 5, targets: [{ type: 'engineer', id: story.world.mia.userId }] },
    ],
    repeats: 1,
    persistEveryMinutes: 5,
    triggers,
  })
  const policy = await db().escalationPolicy.create({
    data: { name: 'Media watch', definition, createdAt: now, updatedAt: now },
  })
  return policy.id
}
const save = async (rules: { when?: unknown; then: Record<string, unknown> }[]) => {
  const { revision } = await readRouting(story.ctx, story.world.mia)
  const input = {
    basedOn: revision,
    rules: rules.map(({ when = {}, then }, index) => ({
      id: randomUUID(),
      name: `Rule ${String(index + 1)}`,
      when,
      then: { team: 'none', policyId: null, ...then },
    })),
    otherwise: { team: 'project', policyId: null },
  }
  await saveRouting(story.ctx, story.world.mia, saveRoutingSchema.parse(input))
}

describe('the escalation policy that routing chose', () => {
  it('calls its people at filing and at every later step, and the record says why', async () => {
    const policyId = await open()
    await save([{ when: { words: ['黑屏'] }, then: { policyId } }])
    const reference = await story.fileS1({ body: '加入频道后黑屏' })
    await story.settle()
    expect(await policiesOfPages()).toEqual(['Media watch'])
    expect(story.mailsTo(story.world.bo)).toHaveLength(1)
    await story.minutes(6)
    expect(story.mailsTo(story.world.mia)).toHaveLength(1)
    expect(story.mailsTo(story.world.ana)).toEqual([])
    const { timeline } = await readTicket(story.ctx, story.world.ana, reference)
    expect(timeline).toContainEqual(
      expect.objectContaining({ type: 'routed', facts: expect.objectContaining({ policy: 'Media watch' }) as unknown }),
    )
  })

  it('stays when the severity changes: the rules are not asked again', async () => {
    const policyId = await open()
    await save([{ when: { severities: ['S3'] }, then: { policyId, tags: ['slow'] } }])
    const reference = await story.fileS1({ severity: 'S3' })
    await setSeverity(story.ctx, story.world.mia, { reference, to: 'S1', reason: 'Everybody' })
    await story.settle()
    expect(await policiesOfPages()).toEqual(['Media watch'])
    expect((await readTicket(story.ctx, story.world.ana, reference)).tags).toEqual(['slow'])
  })

  it('decides which warnings and breaches page', async () => {
    const silent = { breaches: [], warnings: { metrics: [], percents: [] } }
    const policyId = await open({ S1: silent, S2: silent, S3: silent, S4: silent })
    await save([{ when: { words: ['quiet'] }, then: { policyId } }])
    const [quiet, loud] = [
      await story.fileS1({ severity: 'S3', body: 'quiet' }),
      await story.fileS1({ severity: 'S3', body: 'loud' }),
    ]
    await story.minutes(60 * 24)
    const paged = (await pages()).map(({ ticket }) => ticket?.reference)
    expect(paged).toContain(loud)
    expect(paged).not.toContain(quiet)
  })

  it('no longer applies once an engineer gives the ticket to another team; an open page keeps it', async () => {
    const policyId = await open()
    const team = await db().team.create({ data: { name: 'Messaging', createdAt: story.ctx.now() } })
    await save([{ then: { policyId } }])
    const reference = await story.fileS1()
    await setTeam(story.ctx, story.world.ana, { reference, teamId: team.id })
    await story.minutes(6)
    expect(story.mailsTo(story.world.mia)).toHaveLength(1)
    await story.answer(reference, 'fix', { then: 'resolved', rootCauseUnknown: 'The logs are gone' })
    await story.minutes(1)
    await story.reply(reference)
    await story.settle()
    expect(await policiesOfPages()).toEqual(['Media watch', 'Default'])
  })

  it('stays that of tickets filed before, whatever the rules become', async () => {
    const policyId = await open()
    await save([{ then: { policyId } }])
    const before = await story.fileS1({ severity: 'S3', body: 'before' })
    await save([])
    const after = await story.fileS1({ severity: 'S3', body: 'after' })
    for (const reference of [before, after])
      await setSeverity(story.ctx, story.world.mia, { reference, to: 'S1', reason: 'Everybody' })
    await story.settle()
    const byTicket = Object.fromEntries((await pages()).map(({ ticket, policy }) => [ticket!.reference, policy!.name]))
    expect(byTicket).toEqual({ [before]: 'Media watch', [after]: 'Default' })
  })

  it('is replaced by the closest one when it cannot be read, so that the page still goes out', async () => {
    const policyId = await open()
    await save([{ then: { policyId } }])
    await db().escalationPolicy.update({ where: { id: policyId }, data: { definition: { steps: 'nonsense' } } })
    await story.fileS1()
    await story.settle()
    expect(await policiesOfPages()).toEqual(['Default'])
    expect(story.mailsTo(story.world.ana)).toHaveLength(1)
  })
})

it('a reply to an S3 without an assignee is mailed to those whom the routed policy reaches', async () => {
  const policyId = await open()
  await save([{ then: { policyId } }])
  const reference = await story.fileS1({ severity: 'S3' })
  await story.reply(reference)
  // The mail waits until its author can no longer correct the words.
  await story.minutes(3)
  expect(story.mailsTo(story.world.bo)).toHaveLength(1)
  expect(story.mailsTo(story.world.ana)).toEqual([])
})
