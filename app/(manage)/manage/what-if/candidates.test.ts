import { describe, expect, it } from 'vitest'
import type { PlanPolicyView, PolicyVersionView } from '@/server/sla/policy/schema'
import { initialChoice, candidatesOf } from './candidates'

const version = (id: string): PolicyVersionView => ({
  id,
  version: 1,
  definition: { warningPercents: [], calendars: {}, severities: {} },
  digest: '',
  state: 'published',
  revision: 1,
  inForceFrom: null,
  createdAt: new Date(0),
  createdBy: null,
})
const policy = (planId: string, more: Partial<PlanPolicyView>): PlanPolicyView => ({
  planId,
  planKey: planId,
  planName: planId,
  isPublic: false,
  policyId: planId,
  product: null,
  inForce: null,
  scheduled: [],
  drafts: [],
  history: [],
  ...more,
})
const first = policy('first', { inForce: version('a2'), history: [version('a2'), version('a1')] })
const second = policy('second', { drafts: [version('b3')], scheduled: [version('b2')], history: [version('b1')] })

describe('candidates', () => {
  it('are drafts first, then scheduled versions, then current and earlier ones', () => {
    expect([first, second].flatMap(candidatesOf).map((one) => `${one.version.id} ${one.state}`)).toEqual([
      'a2 inForce',
      'a1 earlier',
      'b3 draft',
      'b2 scheduled',
      'b1 earlier',
    ])
  })
  it.each([
    ['the requested version', 'a1', 'first a1'],
    ['the first draft', null, 'second b3'],
    ['the first draft when the requested version no longer exists', 'z9', 'second b3'],
  ])('initially select %s', (_, versionId, expected) => {
    const initial = initialChoice([first, second], versionId)
    expect(`${initial?.policy.planId} ${initial?.versionId}`).toBe(expected)
  })
  it('are empty without a policy', () => expect(initialChoice([policy('bare', {})], null)).toBeNull())
})
