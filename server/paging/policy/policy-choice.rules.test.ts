import { describe, expect, it } from 'vitest'
import { type Severity, severities } from '@/server/vocabulary/severity'
import { choosePolicy, type PolicyUse, conflictingPolicy, severitiesOf } from './policy-choice.rules'

const policy = (name: string, use: Partial<PolicyUse> & { isRouted?: boolean } = {}) => ({
  id: name,
  name,
  isRouted: false,
  isDefault: false,
  severities: [] as Severity[],
  teamId: null,
  ...use,
})
const rest = policy('rest', { isDefault: true })
const urgent = policy('urgent', { severities: ['S1', 'S2'] })
const media = policy('media', { teamId: 'media' })
const mediaGrave = policy('media S1', { teamId: 'media', severities: ['S1'] })
const unused = policy('unused')
const all = [unused, rest, urgent, media, mediaGrave]

describe('the policy of a new page', () => {
  it.each([
    ['S1', 'media', 'media S1'],
    ['S2', 'media', 'media'],
    ['S4', 'media', 'media'],
    ['S1', null, 'urgent'],
    ['S2', 'messaging', 'urgent'],
    ['S3', null, 'rest'],
    ['S3', 'messaging', 'rest'],
  ] as const)('%s of team %s: %s', (severity, teamId, expected) => {
    expect(choosePolicy(all, { severity, teamId, routedPolicyId: null })?.name).toBe(expected)
    expect(choosePolicy([...all].reverse(), { severity, teamId, routedPolicyId: null })?.name).toBe(expected)
  })

  it('is the default, even if the default names a team or severities', () => {
    const narrow = policy('narrow', { isDefault: true, teamId: 'media', severities: ['S4'] })
    expect(choosePolicy([narrow], { severity: 'S1', teamId: null, routedPolicyId: null })).toBe(narrow)
  })

  it('is null where nothing matches and there is no default', () => {
    expect(choosePolicy([urgent, media, unused], { severity: 'S3', teamId: null, routedPolicyId: null })).toBeNull()
  })
})

describe('the policy that routing chose', () => {
  it.each(severities)('is used at %s, whatever team and severities it is for', (severity) => {
    expect(choosePolicy(all, { severity, teamId: 'media', routedPolicyId: 'urgent' })).toBe(urgent)
    expect(choosePolicy(all, { severity, teamId: null, routedPolicyId: 'unused' })).toBe(unused)
  })

  it('is replaced by the closest one when it cannot be read', () => {
    expect(choosePolicy(all, { severity: 'S1', teamId: 'media', routedPolicyId: 'gone' })).toBe(mediaGrave)
  })
})

describe('two policies for the same team and severities', () => {
  it.each([
    ['S2 and S3 without a team', { severities: ['S2', 'S3'] }, 'urgent'],
    ['S3 without a team', { severities: ['S3'] }, null],
    ['all of media', { teamId: 'media' }, 'media'],
    ['S1 of media', { teamId: 'media', severities: ['S1', 'S4'] }, 'media S1'],
    ['S2 of media', { teamId: 'media', severities: ['S2'] }, null],
    ['all of messaging', { teamId: 'messaging' }, null],
    ['nothing', {}, null],
    ['the rest', { isDefault: true }, null],
  ] as [string, Partial<PolicyUse>, string | null][])('%s', (_, use, expected) => {
    expect(conflictingPolicy(all, policy('new', use))?.name ?? null).toBe(expected)
  })
})

describe('the severities at which a policy is used', () => {
  it.each([
    [rest, ['S3', 'S4']],
    [urgent, ['S1', 'S2']],
    [media, ['S2', 'S3', 'S4']],
    [mediaGrave, ['S1']],
    [unused, []],
  ] as const)('$name', (one, expected) => {
    expect(severitiesOf(all, one, ['media', 'messaging'], severities)).toEqual(expected)
  })

  it('are all of them for a policy that routing chooses', () => {
    const routed = policy('routed', { isRouted: true, severities: ['S4'] })
    expect(severitiesOf([...all, routed], routed, [], severities)).toEqual(severities)
  })

  it('exclude those for which every team has its own policy', () => {
    const both = [rest, policy('one', { teamId: 'one' })]
    expect(severitiesOf(both, rest, ['one'], severities)).toEqual(severities)
  })
})
