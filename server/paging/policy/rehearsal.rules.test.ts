import { describe, expect, it } from 'vitest'
import { type EscalationDefinition, escalationDefinition } from '../schema'
import type { ReachFacts } from '../coverage/reach.rules'
import { rehearse } from './rehearsal.rules'

const at = Date.parse('2026-11-23T02:00:00Z')
const minute = 60_000
const facts: ReachFacts = {
  schedules: new Map([
    [
      'night',
      {
        timeZone: 'UTC',
        versions: [
          {
            inForceFrom: null,
            layers: [
              {
                id: 'l',
                start: '2026-11-01T00:00',
                rotation: { unit: 'day', length: 1 },
                participants: ['ana'],
                restrictions: [{ type: 'daily', from: '00:00', to: '02:10' }],
              },
            ],
          },
        ],
        overrides: [],
      },
    ],
  ]),
  teams: new Map([['core', ['ana', 'bo', 'mia']]]),
  reachable: new Set(['ana', 'bo', 'mia']),
}
const policy = (more: Partial<EscalationDefinition>): EscalationDefinition =>
  escalationDefinition.parse({
    steps: [
      { delayMinutes: 5, targets: [{ type: 'schedule', id: 'night' }] },
      { delayMinutes: 10, targets: [{ type: 'engineer', id: 'bo' }] },
    ],
    repeats: 1,
    ...more,
  })
const describeSteps = (steps: ReturnType<typeof rehearse>) =>
  steps.map((step) => [
    step.kind,
    (step.at - at) / minute,
    'engineerIds' in step ? step.engineerIds.join(' ') : step.gaps.map((gap) => gap.reason).join(' '),
  ])

describe('a rehearsal', () => {
  it('runs each step with the person who is then on call, and ends with the first persisting round of an S1', () => {
    expect(describeSteps(rehearse(policy({}), facts, { severity: 'S1', at, turn: 0 }))).toEqual([
      ['notify', 0, 'ana'],
      ['notify', 5, 'bo'],
      // At the repeat nobody is on call on the schedule any more, so its step is skipped at once.
      ['skip', 15, 'nobody_on_call'],
      ['notify', 15, 'bo'],
      ['persist', 25, 'bo'],
    ])
  })

  it('ends with the managers notified for a lower severity', () => {
    const steps = rehearse(policy({ repeats: 0 }), facts, { severity: 'S3', at, turn: 0 })
    expect(describeSteps(steps).at(-1)).toEqual(['unanswered', 15, ''])
    expect(steps.at(-1)).toMatchObject({ shouldNotifyManagers: true })
  })

  it('skips the steps of other severities silently', () => {
    const steps = policy({
      steps: [
        { delayMinutes: 5, targets: [{ type: 'engineer', id: 'ana' }], severities: ['S1'] },
        { delayMinutes: 5, targets: [{ type: 'engineer', id: 'bo' }] },
      ],
      repeats: 0,
    })
    expect(describeSteps(rehearse(steps, facts, { severity: 'S2', at, turn: 0 }))).toEqual([
      ['notify', 0, 'bo'],
      ['unanswered', 5, ''],
    ])
    expect(describeSteps(rehearse(steps, facts, { severity: 'S1', at, turn: 0 })).slice(0, 2)).toEqual([
      ['notify', 0, 'ana'],
      ['notify', 5, 'bo'],
    ])
  })

  it('notifies a team together, or in rotation from page to page and from repeat to repeat', () => {
    const of = (type: 'team' | 'roundRobin') =>
      policy({ steps: [{ delayMinutes: 5, targets: [{ type, id: 'core' }] }], repeats: 1 })
    expect(describeSteps(rehearse(of('team'), facts, { severity: 'S3', at, turn: 4 }))[0]).toEqual([
      'notify',
      0,
      'ana bo mia',
    ])
    expect(describeSteps(rehearse(of('roundRobin'), facts, { severity: 'S1', at, turn: 4 }))).toEqual([
      ['notify', 0, 'bo'],
      ['notify', 5, 'mia'],
      ['persist', 10, 'ana bo mia'],
    ])
    const without = { ...facts, reachable: new Set(['ana', 'mia']) }
    expect(describeSteps(rehearse(of('roundRobin'), without, { severity: 'S3', at, turn: 1 }))[0]).toEqual([
      'notify',
      0,
      'mia',
    ])
  })

  it('of a policy that reaches nobody ends at once', () => {
    const nobody = { ...facts, reachable: new Set<string>() }
    const steps = rehearse(policy({ repeats: 20 }), nobody, { severity: 'S2', at, turn: 0 })
    expect(describeSteps(steps).map(([kind, minutes]) => [kind, minutes])).toEqual([
      ['skip', 0],
      ['skip', 0],
      ['persist', 0],
    ])
  })
})
