import { afterEach, describe, expect, it } from 'vitest'
import { dueCoverageChecks, readCoverage, watchCoverage } from '@/server/paging/coverage/coverage'
import { saveSchedule } from '@/server/oncall/schedule/schedules'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

const hourMs = 3_600_000
const after = (hours: number) => new Date(story.clock.now().getTime() + hours * hourMs)
const local = (at: Date) => at.toISOString().slice(0, 16)

/** The schedule alone is called, and its only layer ends. */
async function endLayerAt(end: Date) {
  const { ana, mia, scheduleId, policyId } = story.world
  await saveSchedule(story.ctx, mia, {
    id: scheduleId,
    name: 'Night',
    timeZone: 'UTC',
    layers: [
      {
        id: 'l',
        start: '2026-01-05T00:00',
        end: local(end),
        rotation: { unit: 'week', length: 1 },
        participants: [ana.userId],
        restrictions: [],
      },
    ],
  })
  await story.database.db.escalationPolicy.update({
    where: { id: policyId },
    data: { definition: { steps: [{ delayMinutes: 5, targets: [{ type: 'schedule', id: scheduleId }] }], repeats: 0 } },
  })
}

/** What the sweep does at each of these instants. */
async function sweepAt(...instants: (string | Date)[]) {
  for (const at of instants) {
    story.clock.set(at)
    for (const _ of await dueCoverageChecks(story.ctx)) await watchCoverage(story.ctx)
  }
}
const coverageMails = async () =>
  story.database.db.mailMessage.findMany({ where: { template: 'coverage' }, orderBy: { createdAt: 'asc' } })

describe('the proof of coverage', () => {
  it('says that somebody is always reached, or when nobody is and why', async () => {
    story = await openStory('off')
    const { ana, bo, mia } = story.world
    const covered = await readCoverage(story.ctx, story.world.mia)
    expect(covered.policies).toMatchObject([{ name: 'Default', gaps: [], stepGaps: [] }])
    expect(covered.to.getTime() - covered.from.getTime()).toBe(90 * 24 * hourMs)

    await story.database.db.contactMethod.updateMany({
      where: { userId: { in: [bo.userId, mia.userId] } },
      data: { verifiedAt: null },
    })
    await story.database.db.contactMethod.updateMany({
      where: { userId: ana.userId },
      data: { disabledAt: story.clock.now() },
    })
    const [policy] = (await readCoverage(story.ctx, story.world.mia)).policies
    expect(policy!.gaps).toEqual([
      {
        from: covered.from,
        to: covered.to,
        reason: 'no_verified_method',
        people: ['Ana', 'Bo', 'Mia'],
        severities: ['S1', 'S2', 'S3', 'S4'],
      },
    ])
    // The whole policy fails: its steps are not listed again.
    expect(policy!.stepGaps).toEqual([])
  })

  it('does not count a disabled contact method', async () => {
    story = await openStory('off')
    await story.database.db.contactMethod.updateMany({ data: { failedAt: story.clock.now() } })
    const [policy] = (await readCoverage(story.ctx, story.world.mia)).policies
    expect(policy!.gaps).toMatchObject([{ reason: 'no_verified_method' }])
  })

  it('names a step that reaches nobody while another does', async () => {
    story = await openStory('off')
    await story.database.db.contactMethod.deleteMany({ where: { userId: story.world.bo.userId } })
    const [policy] = (await readCoverage(story.ctx, story.world.mia)).policies
    expect(policy!.gaps).toEqual([])
    expect(policy!.stepGaps).toMatchObject([{ step: 2, reason: 'no_verified_method', people: ['Bo'] }])
  })
})

describe('the managers', () => {
  it('are mailed every Monday at nine in their zone, whether there are gaps or not', async () => {
    story = await openStory('off')
    await story.database.db.user.update({ where: { id: story.world.mia.userId }, data: { timeZone: 'Asia/Shanghai' } })
    // Friday 18:00 UTC; two Mondays follow, the second one slept through until noon.
    await sweepAt(
      story.clock.now(),
      '2026-11-21T09:00:00Z',
      '2026-11-23T00:00:00Z',
      '2026-11-23T01:00:00Z',
      '2026-11-23T02:00:00Z',
      '2026-11-29T23:00:00Z',
      '2026-11-30T12:00:00Z',
      '2026-11-30T13:00:00Z',
    )
    const mails = await coverageMails()
    expect(mails.map((mail) => mail.createdAt.toISOString())).toEqual([
      '2026-11-23T01:00:00.000Z',
      '2026-11-30T12:00:00.000Z',
    ])
    expect(mails[0]).toMatchObject({ toAddress: 'mia@test.example', props: { kind: 'weekly', gaps: [], more: 0 } })
    await story.settle()
    expect(story.mailsTo(story.world.mia)).toEqual([
      'On call: somebody is always reached',
      'On call: somebody is always reached',
    ])
  })

  it('are mailed once about a gap, seven days before it begins', async () => {
    story = await openStory('off')
    const end = after(9 * 24)
    await endLayerAt(end)
    const week = end.getTime() - 7 * 24 * hourMs
    await sweepAt(
      story.clock.now(),
      ...[week - hourMs, week, week + hourMs, week + 30 * hourMs, end.getTime() - hourMs].map((one) => new Date(one)),
    )
    const ahead = (await coverageMails()).filter((mail) => (mail.props as { kind: string }).kind === 'ahead')
    expect(ahead.map((mail) => mail.createdAt)).toEqual([new Date(end.getTime() - 7 * 24 * hourMs)])
    expect(ahead[0]).toMatchObject({
      toAddress: 'mia@test.example',
      props: {
        gaps: [{ policy: 'Default', severities: 'S1, S2, S3, S4', from: end.toISOString(), reason: 'nobody_on_call' }],
      },
    })
  })

  it('get one mail when two workers check at the same time, and none from a further check', async () => {
    story = await openStory('off')
    await endLayerAt(after(24))
    await dueCoverageChecks(story.ctx)
    story.clock.set(after(1))
    await Promise.all([watchCoverage(story.ctx), watchCoverage(story.ctx), watchCoverage(story.ctx)])
    await story.database.db.coverageWatch.updateMany({ data: { nextAt: story.clock.now() } })
    await watchCoverage(story.ctx)
    expect(await coverageMails()).toHaveLength(1)
    expect(await story.database.db.coverageWarning.count()).toBe(1)
  })
})
