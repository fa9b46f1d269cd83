import { describe, expect, it } from 'vitest'
import { type PolicyDefinition, policyDefinition } from '../schema'
import { seededPolicies } from '../evaluation/policies.rules'
import { policyDifferences } from './policy-difference.rules'

const office = (exceptions: { date: string; intervals: [string, string][] }[]): PolicyDefinition =>
  policyDefinition.parse({
    calendars: {
      always: { type: '24x7' },
      office: { type: 'business', timeZone: 'Asia/Shanghai', weekly: { MON: [['09:00', '18:00']] }, exceptions },
    },
    severities: { S3: { first_response: { targetMinutes: 60, calendar: 'office' } } },
  })
const holiday = { date: '2027-02-08', intervals: [] }
const makeUp = { date: '2027-02-06', intervals: [['09:00', '18:00']] as [string, string][] }

describe('the differences between two versions', () => {
  it('are none when only the order of keys and days differs', () => {
    const { calendars, ...rest } = office([holiday, makeUp])
    const turned = { calendars: Object.fromEntries(Object.entries(calendars).reverse()), ...rest }
    expect(policyDifferences(turned, office([makeUp, holiday]))).toEqual([])
  })
  it('list targets added, changed and removed, per severity', () => {
    const before = seededPolicies.STANDARD
    const after: PolicyDefinition = {
      ...before,
      severities: {
        ...before.severities,
        S1: { ...before.severities.S1, first_response: { targetMinutes: 30, calendar: 'always' }, update: null },
        S4: { ...before.severities.S4, resolution: { targetMinutes: 600, calendar: 'always' } },
      },
    }
    expect(policyDifferences(before, after)).toEqual([
      {
        kind: 'target',
        severity: 'S1',
        metric: 'first_response',
        before: { targetMinutes: 60, calendar: 'always' },
        after: { targetMinutes: 30, calendar: 'always' },
      },
      {
        kind: 'target',
        severity: 'S1',
        metric: 'update',
        before: { targetMinutes: 240, calendar: 'always' },
        after: null,
      },
      {
        kind: 'target',
        severity: 'S4',
        metric: 'resolution',
        before: null,
        after: { targetMinutes: 600, calendar: 'always' },
      },
    ])
  })
  it('list a further holiday as a change of the calendar and of no target', () => {
    expect(policyDifferences(office([]), office([holiday]))).toEqual([
      { kind: 'calendar', name: 'office', change: 'changed' },
    ])
  })
  it('list added and removed calendars, warnings and consequences', () => {
    const before = office([])
    const after = policyDefinition.parse({
      ...before,
      warningPercents: [80, 50],
      calendars: { office: before.calendars.office, night: { type: '24x7' } },
      consequences: { S3: [{ at: 80, metrics: ['update'], does: ['page'] }] },
    })
    expect(policyDifferences(before, after)).toEqual([
      { kind: 'warnings', before: [50, 75, 90], after: [50, 80] },
      { kind: 'calendar', name: 'always', change: 'removed' },
      { kind: 'calendar', name: 'night', change: 'added' },
      {
        kind: 'consequences',
        severity: 'S3',
        before: null,
        after: [{ at: 80, metrics: ['update'], does: ['page'] }],
      },
    ])
  })
})
