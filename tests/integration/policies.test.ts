import { afterEach, describe, expect, it } from 'vitest'
import { saveTeam } from '@/server/accounts/service-teams'
import { rehearsePolicy } from '@/server/paging/rehearsal-service'
import { escalationDefinition } from '@/server/paging/schema'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

const callsTeam = async (type: 'team' | 'roundRobin', more: Record<string, unknown> = {}) => {
  const { ana, bo, mia, policyId } = story.world
  const { id } = await saveTeam(story.ctx, { name: 'Core', memberIds: [bo.userId, ana.userId, mia.userId] })
  const definition = escalationDefinition.parse({
    steps: [{ delayMinutes: 5, targets: [{ type, id }] }],
    repeats: 1,
    ...more,
  })
  await story.database.db.escalationPolicy.update({ where: { id: policyId }, data: { definition } })
  return definition
}

describe('a team', () => {
  it('in turn is called from page to page and from repeat to repeat', async () => {
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

  it('is called together, as it is when the step comes', async () => {
    story = await openStory('off')
    const { ana, bo, mia } = story.world
    await callsTeam('team')
    await story.fileS1()
    await story.settle()
    const team = await story.database.db.team.findFirstOrThrow()
    await saveTeam(story.ctx, { id: team.id, name: 'Core', memberIds: [ana.userId] })
    await story.minutes(5)
    expect([bo, ana, mia].map((person) => story.mailsTo(person).length)).toEqual([1, 2, 1])
  })

  it('takes on staff only, and has a name of its own', async () => {
    story = await openStory('off')
    const { customer, ana } = story.world
    await expect(saveTeam(story.ctx, { name: 'A', memberIds: [customer.userId] })).rejects.toMatchObject({
      reason: 'unknownPerson',
    })
    await saveTeam(story.ctx, { name: 'A', memberIds: [ana.userId] })
    await expect(saveTeam(story.ctx, { name: 'A', memberIds: [] })).rejects.toMatchObject({ reason: 'teamNameTaken' })
  })
})

describe('a dry run', () => {
  it('says what then happens', async () => {
    story = await openStory('off')
    const { ana, bo, mia, policyId } = story.world
    const definition = await callsTeam('roundRobin')
    const at = new Date(story.clock.now().getTime())
    const foretold = await rehearsePolicy(story.ctx, { definition, severity: 'S1', at, policyId })
    expect(foretold.map(({ kind, people }) => [kind, people])).toEqual([
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
    ).toEqual(foretold.map((step) => [step.kind, step.at.getTime(), step.people]))
  })

  it('names the targets that reach nobody', async () => {
    story = await openStory('off')
    const definition = await callsTeam('team', { repeats: 0 })
    await story.database.db.contactMethod.deleteMany()
    const steps = await rehearsePolicy(story.ctx, { definition, severity: 'S3', at: story.clock.now() })
    expect(steps).toMatchObject([
      { kind: 'skip', step: 1, gaps: [{ reason: 'NO_VERIFIED_METHOD', person: 'Bo' }] },
      { kind: 'unanswered', step: null, people: ['Mia'] },
    ])
  })
})
