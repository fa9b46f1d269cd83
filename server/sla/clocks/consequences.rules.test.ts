import { describe, expect, it } from 'vitest'
import { policyDefinition } from '../schema'
import { consequencesOf } from './consequences.rules'
import { seededPolicies } from '../evaluation/policies.rules'

const policy = policyDefinition.parse({
  calendars: {},
  severities: {},
  consequences: {
    S2: [
      { at: 75, metrics: ['update'], does: ['notify'] },
      { at: 'breach', metrics: ['update', 'resolution'], does: ['page'] },
      { at: 'breach', metrics: ['resolution'], does: ['raise', 'page'] },
    ],
    S3: [],
  },
})

describe('the consequences of a warning or breach', () => {
  it.each([
    ['S2', 'warning', 'update', 75, ['notify']],
    ['S2', 'warning', 'update', 50, []],
    ['S2', 'warning', 'resolution', 75, []],
    ['S2', 'breach', 'update', 100, ['page']],
    ['S2', 'breach', 'resolution', 100, ['page', 'raise']],
    ['S3', 'breach', 'first_response', 100, []],
    ['S1', 'breach', 'first_response', 100, null],
  ] as const)('%s %s of %s at %d: %j', (severity, kind, metric, percent, actions) => {
    const found = consequencesOf(policy, severity, { kind, metric, percent })
    expect(found && [...found].sort()).toEqual(actions)
  })
  it('a warning at 100 % is distinct from the breach', () => {
    const both = policyDefinition.parse({
      warningPercents: [100],
      calendars: {},
      severities: {},
      consequences: { S1: [{ at: 100, metrics: ['update'], does: ['notify'] }] },
    })
    expect(consequencesOf(both, 'S1', { kind: 'breach', metric: 'update', percent: 100 })).toEqual(new Set())
  })
  it('a policy without consequences leaves the decision to the escalation policy', () => {
    expect(
      consequencesOf(seededPolicies.ENTERPRISE, 'S1', { kind: 'breach', metric: 'update', percent: 100 }),
    ).toBeNull()
  })
})

describe('the definition of consequences', () => {
  it('refuses one for a warning that never fires, and names it', () => {
    const refused = policyDefinition.safeParse({
      calendars: {},
      severities: {},
      consequences: { S1: [{ at: 60, metrics: ['update'], does: ['page'] }] },
    })
    expect(refused.error?.issues[0]?.path).toEqual(['consequences', 'S1', 0, 'at'])
  })
})
