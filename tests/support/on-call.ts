import { savePolicy } from '@/server/paging/policy/policies'
import { escalationDefinition } from '@/server/paging/schema'
import type { Story } from './story'

/** Has the first step of the story's policy call these schedules, besides whom it calls anyway or instead of all schedules. */
export async function callSchedules(
  story: Story,
  ids: readonly string[],
  how: 'also' | 'only' = 'also',
): Promise<void> {
  const policy = await story.database.db.escalationPolicy.findUniqueOrThrow({ where: { id: story.world.policyId } })
  const { steps, ...rest } = escalationDefinition.parse(policy.definition)
  const [first, ...later] = steps
  const kept = how === 'also' ? first!.targets : first!.targets.filter(({ type }) => type !== 'schedule')
  const targets = [...kept, ...ids.map((id) => ({ type: 'schedule' as const, id }))]
  await savePolicy(story.ctx, story.world.mia, {
    id: policy.id,
    name: policy.name,
    isDefault: true,
    severities: [],
    teamId: null,
    definition: { ...rest, steps: [{ ...first!, targets }, ...later] },
  })
}
