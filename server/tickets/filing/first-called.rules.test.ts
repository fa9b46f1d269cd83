import { expect, test } from 'vitest'
import type { EscalationTarget } from '@/server/paging/schema'
import { firstCalled } from './first-called.rules'

const shifts = ['managers', 'media', 'support'].map((scheduleId) => ({ scheduleId }))
const step = (...targets: EscalationTarget[]) => ({ delayMinutes: 5, targets })

test.each([
  ['without a policy the order is kept', null, 'managers media support'],
  [
    'the schedule of the first step comes first, then those of later steps',
    { steps: [step({ type: 'schedule', id: 'support' }), step({ type: 'schedule', id: 'managers' })] },
    'support managers media',
  ],
  [
    'targets that are engineers or teams are ignored',
    { steps: [step({ type: 'engineer', id: 'media' }, { type: 'team', id: 'support' })] },
    'managers media support',
  ],
] as const)('%s', (_, policy, expected) => {
  const given = policy && { steps: [...policy.steps] }
  expect(
    firstCalled(shifts, given)
      .map((shift) => shift.scheduleId)
      .join(' '),
  ).toBe(expected)
})
