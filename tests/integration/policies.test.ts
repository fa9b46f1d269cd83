import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { projects, updateProject } from '@/server/accounts/organisations/organisations'
import { saveTeam } from '@/server/accounts/teams/teams'
import { readCoverage } from '@/server/paging/coverage/coverage'
import { readPoliciesNow } from '@/server/paging/coverage/overview'
import { savePolicy, savePolicySchema } from '@/server/paging/policy/policies'
import { rehearsePolicy } from '@/server/paging/policy/rehearsal'
import { escalationDefinition } from '@/server/paging/schema'
import { readTicket } from '@/server/tickets/reading/ticket'
import { setTeam } from '@/server/tickets/triage/triage'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

const callsTeam = async (type: 'team' | 'roundRobin', more: Record<string, unknown> = {}) => {
  const { ana, bo, mia, policyId } = story.world
  const { id } = await saveTeam(story.ctx, story.world.mia, {
    name: 'Core',
    memberIds: [bo.userId, ana.userId, mia.userId],
  })
  const definition = escalationDefinition.parse({
    steps: [{ delayMinutes: 5, targets: [{ type, id }] }],
    repeats: 1,
    ...more,
  })
  await story.database.db.escalationPolicy.update({ where: { id: policyId }, data: { definition } })
  return definition
}

describe('a team', () => {
  it('in rotation is notified from page to page and from repeat to repeat', async () => {
    story = await openStory('off')
    const { ana, bo, mia } = story.world
    await callsTeam('roundRobin')
    await story.fileS1()
    await story.settle()
    expect([bo, ana, mia].map((person) => story.mailsTo(person).length)).toEqual([1, 0, 0])
    await story.fileS1()
    await story.settle()
    expect([bo, ana, mia].map((person) => story.mailsTo(person).length)).toEqual([1, 1, 0])
    await story.minutes(5)
    expect([bo, ana, mia].map((person) => story.mailsTo(person).length)).toEqual([1, 2, 1])
  })

  it('is notified together, with its members at the time of the step', async () => {
    story = await openStory('off')
    const { ana, bo, mia } = story.world
    await callsTeam('team')
    await story.fileS1()
    await story.settle()
    const team = await story.database.db.team.findFirstOrThrow()
    await saveTeam(story.ctx, story.world.mia, { id: team.id, name: 'Core', memberIds: [ana.userId] })
    await story.minutes(5)
    expect([bo, ana, mia].map((person) => story.mailsTo(person).length)).toEqual([1, 2, 1])
  })

  it('accepts only staff, and has a unique name', async () => {
    story = await openStory('off')
    const { customer, ana } = story.world
    await expect(
      saveTeam(story.ctx, story.world.mia, { name: 'A', memberIds: [customer.userId] }),
    ).rejects.toMatchObject({
      reason: 'unknownPerson',
    })
    await saveTeam(story.ctx, story.world.mia, { name: 'A', memberIds: [ana.userId] })
    await expect(saveTeam(story.ctx, story.world.mia, { name: 'A', memberIds: [] })).rejects.toMatchObject({
      reason: 'teamNameTaken',
    })
  })
})

describe('the policy of a new page', () => {
  const calls = (userId: string) =>
    escalationDefinition.parse({
      steps: [{ delayMinutes: 5, targets: [{ type: 'engineer', id: userId }] }],
      repeats: 0,
    })
  const policyOfPage = async (reference: string) =>
    (
      await story.database.db.page.findFirstOrThrow({
        where: { ticket: { reference } },
        orderBy: { openedAt: 'desc' },
        select: { policy: { select: { name: true } } },
      })
    ).policy!.name
  const save = (name: string, use: Record<string, unknown>) =>
    savePolicy(
      story.ctx,
      story.world.mia,
      savePolicySchema.parse({ name, definition: calls(story.world.bo.userId), ...use }),
    )

  it('follows the ticket’s team and severity; an open page keeps its policy', async () => {
    story = await openStory('off')
    const { ana, bo, mia, projectId } = story.world
    const { db } = story.database
    const team = await saveTeam(story.ctx, story.world.mia, { name: 'Media', memberIds: [bo.userId] })
    await save('Media', { teamId: team.id })
    await save('Grave', { severities: ['S1'] })
    const before = await story.fileS1()
    expect(await policyOfPage(before)).toBe('Grave')

    await db.project.update({ where: { id: projectId }, data: { teamId: team.id } })
    const ofMedia = await story.fileS1({ body: 'No sound' })
    expect(await policyOfPage(ofMedia)).toBe('Media')
    await story.settle()
    expect(story.mailsTo(bo).length).toBeGreaterThan(0)

    await setTeam(story.ctx, mia, { reference: ofMedia, teamId: null })
    expect(await policyOfPage(ofMedia)).toBe('Media')
    await story.answer(ofMedia, 'workaround')
    await story.minutes(1)
    await db.ticket.updateMany({ where: { reference: ofMedia }, data: { assigneeId: mia.userId } })
    await story.reply(ofMedia)
    expect(await policyOfPage(ofMedia)).toBe('Grave')

    // In the staff chain alone: customers do not learn how the vendor divides its work.
    const seen = await readTicket(story.ctx, story.world.customer, ofMedia)
    expect(seen.team).toBeNull()
    expect(seen.timeline.some((item) => 'type' in item && item.type === 'team_changed')).toBe(false)
    expect((await readTicket(story.ctx, ana, before)).team).toBeNull()
    await expect(setTeam(story.ctx, mia, { reference: before, teamId: randomUUID() })).rejects.toMatchObject({
      reason: 'unknownTeam',
      field: 'teamId',
    })
  })

  it('is unique: a second for the same team and severities is refused, two saves at once make one, and the default can be moved', async () => {
    story = await openStory('off')
    const { db } = story.database
    await save('Grave', { severities: ['S1', 'S2'] })
    await expect(save('Also urgent', { severities: ['S2', 'S3'] })).rejects.toMatchObject({
      code: 'CONFLICT',
      reason: 'policyUseTaken',
      values: { name: 'Grave' },
    })
    const racing = await Promise.allSettled([save('One', { severities: ['S4'] }), save('Two', { severities: ['S4'] })])
    expect(racing.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])

    const { id } = await save('Rest', { isDefault: true, severities: ['S1'] })
    expect(await db.escalationPolicy.findMany({ where: { isDefault: true }, select: { id: true } })).toEqual([{ id }])
    // It cannot be left without a successor.
    await save('Rest', { id, isDefault: false, severities: ['S3'] })
    expect(await db.escalationPolicy.findUniqueOrThrow({ where: { id } })).toMatchObject({
      isDefault: true,
      severities: [],
    })
  })

  it('shows who is on call now, until when, and who is next', async () => {
    story = await openStory('off')
    const { ana, bo, mia } = story.world
    const { id: teamId } = await saveTeam(story.ctx, story.world.mia, {
      name: 'Core',
      memberIds: [bo.userId, mia.userId],
    })
    const [before] = await readPoliciesNow(story.ctx, story.world.mia)
    expect(before).toMatchObject({ people: [{ id: ana.userId, name: 'Ana' }], inTurn: false })
    expect(before!.until).toEqual(before!.next?.at ?? null)

    const turns = { ...calls(bo.userId), steps: [{ delayMinutes: 5, targets: [{ type: 'roundRobin', id: teamId }] }] }
    await save('In turn', { severities: ['S4'], definition: turns })
    await save('Of nobody', {})
    const lines = await readPoliciesNow(story.ctx, story.world.mia)
    expect(lines.map(({ name }) => name)).toEqual([before!.name, 'In turn'])
    expect(lines[1]).toMatchObject({
      severities: ['S4'],
      inTurn: true,
      people: [{ name: 'Bo' }, { name: 'Mia' }],
      until: null,
      next: null,
      scheduleId: null,
    })
  })

  it('stores its triggers in one form, and refuses a warning without a percentage or a metric', async () => {
    story = await openStory('off')
    const { db } = story.database
    const urgentTriggers = {
      warnings: { percents: [90, 50, 90], metrics: ['update', 'first_response'] },
      breaches: ['update'],
    }
    const silent = { warnings: { percents: [], metrics: [] }, breaches: [] }
    const saveWith = (triggers: object) =>
      savePolicy(
        story.ctx,
        story.world.mia,
        savePolicySchema.parse({
          name: 'Own triggers',
          severities: ['S4'],
          definition: { ...calls(story.world.bo.userId), triggers },
        }),
      )
    const of = { S1: urgentTriggers, S2: silent, S3: silent, S4: silent }
    for (const warnings of [
      { percents: [90], metrics: [] },
      { percents: [], metrics: ['update'] },
    ])
      await expect(saveWith({ ...of, S3: { ...silent, warnings } })).rejects.toMatchObject({
        reason: 'incompleteTriggers',
        values: { severity: 'S3' },
      })
    expect(await db.escalationPolicy.count({ where: { name: 'Own triggers' } })).toBe(0)

    const { id } = await saveWith(of)
    const { definition } = await db.escalationPolicy.findUniqueOrThrow({ where: { id } })
    expect(escalationDefinition.parse(definition).triggers?.S1).toEqual({
      warnings: { percents: [50, 90], metrics: ['first_response', 'update'] },
      breaches: ['update'],
    })
  })

  it('is the one that the proof of coverage checks', async () => {
    story = await openStory('off')
    await save('Grave', { severities: ['S1', 'S2'] })
    await save('Later', {})
    const { policies } = await readCoverage(story.ctx, story.world.mia)
    expect(policies.map(({ name, usedAt }) => [name, usedAt.join(' ')])).toEqual([
      [expect.any(String), 'S3 S4'],
      ['Grave', 'S1 S2'],
      ['Later', ''],
    ])
  })

  it("is internal to the vendor: a customer lead neither sees nor sets a project's team", async () => {
    story = await openStory('off')
    const { lead, projectId } = story.world
    const team = await saveTeam(story.ctx, story.world.mia, { name: 'Media', memberIds: [] })
    const project = await story.database.db.project.update({ where: { id: projectId }, data: { teamId: team.id } })
    const [seen] = await projects(story.ctx, lead, project.organisationId)
    expect(seen!.teamId).toBeNull()
    const { teamId: _, id: __, organisationId: ___, archivedAt: ____, ...input } = seen!
    await updateProject(story.ctx, lead, { ...input, projectId, name: 'Voice 2' })
    expect(await story.database.db.project.findUniqueOrThrow({ where: { id: projectId } })).toMatchObject({
      name: 'Voice 2',
      teamId: team.id,
    })
    await expect(updateProject(story.ctx, lead, { ...input, projectId, teamId: null })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
  })
})

describe('a dry run', () => {
  it('predicts what then happens', async () => {
    story = await openStory('off')
    const { ana, bo, mia, policyId } = story.world
    const definition = await callsTeam('roundRobin')
    const at = new Date(story.clock.now().getTime())
    const rehearsed = await rehearsePolicy(story.ctx, story.world.mia, { definition, severity: 'S1', at, policyId })
    expect(rehearsed.map(({ kind, people }) => [kind, people])).toEqual([
      ['notify', ['Bo']],
      ['notify', ['Ana']],
      ['persist', ['Bo', 'Ana', 'Mia']],
    ])
    expect(await story.database.db.page.count()).toBe(0)
    await story.fileS1()
    await story.minutes(10)
    const log = await story.database.db.pageLogEntry.findMany({
      where: { kind: { in: ['notify', 'persist'] } },
      orderBy: { id: 'asc' },
    })
    const names = new Map([ana, bo, mia].map((person) => [person.userId, person.name]))
    expect(
      log.map((entry) => [
        entry.kind,
        entry.at.getTime(),
        (entry.detail as { engineerIds: string[] }).engineerIds.map((id) => names.get(id)),
      ]),
    ).toEqual(rehearsed.map((step) => [step.kind, step.at.getTime(), step.people]))
  })

  it('names the targets that reach nobody', async () => {
    story = await openStory('off')
    const definition = await callsTeam('team', { repeats: 0 })
    await story.database.db.contactMethod.deleteMany()
    const steps = await rehearsePolicy(story.ctx, story.world.mia, {
      definition,
      severity: 'S3',
      at: story.clock.now(),
    })
    expect(steps).toMatchObject([
      { kind: 'skip', step: 1, gaps: [{ reason: 'no_verified_method', person: 'Bo' }] },
      { kind: 'persist', step: null, people: ['Mia'] },
    ])
  })
})
