import { describe, expect, it } from 'vitest'
import { seededPolicies } from '@/server/sla/evaluation/policies.rules'
import { type PolicyDefinition, policyDefinition } from '@/server/sla/schema'
import { durationParts } from '@/app/_promises/duration'
import { calendarsOf, definitionOf, parsePercents, type PolicyValues, valuesOf } from './policy-values'

const written = (minutes: number) =>
  durationParts(minutes)
    .map(([unit, count]) => `${count} ${unit}${count > 1 ? 's' : ''}`)
    .join(' ')
const office: PolicyDefinition = policyDefinition.parse({
  warningPercents: [80],
  calendars: { always: { type: 'business', timeZone: 'Asia/Shanghai', weekly: { MON: [['09:00', '18:00']] } } },
  severities: { S3: { first_response: { targetMinutes: 90, calendar: 'always' }, update: null } },
  consequences: { S1: [], S3: [{ at: 80, metrics: ['update'], does: ['notify', 'page'] }] },
})
const sent = (definition: PolicyDefinition | null, change: (values: PolicyValues) => void = () => undefined) => {
  const values = valuesOf(definition, written)
  change(values)
  return definitionOf(values, calendarsOf(definition))
}

describe('a policy in the form', () => {
  it.each(Object.entries(seededPolicies))('%s is unchanged when nothing is edited', (_, definition) => {
    expect(sent(definition)).toEqual({ definition })
  })
  it('an emptied cell removes the target, and only calendars in use are kept', () => {
    const next = sent(office, (values) => {
      values.targets.S3.first_response.time = ' '
      values.targets.S1.update = { time: '1h30', calendar: 'always-24x7' }
    })
    expect(next).toMatchObject({
      definition: {
        calendars: { 'always-24x7': { type: '24x7' } },
        severities: { S1: { update: { targetMinutes: 90, calendar: 'always-24x7' } }, S3: {} },
      },
    })
  })
  it('a target keeps its calendar, warnings and consequences', () => {
    const next = sent(office)
    expect(next).toMatchObject({
      definition: {
        warningPercents: [80],
        calendars: office.calendars,
        severities: { S3: { first_response: { targetMinutes: 90, calendar: 'always' } } },
        consequences: office.consequences,
      },
    })
    expect('definition' in next && policyDefinition.safeParse(next.definition).success).toBe(true)
  })
  it('a plan without a policy starts with an empty one', () => {
    const next = sent(null, (values) => {
      values.targets.S2.resolution.time = '10 hours'
    })
    expect('definition' in next && policyDefinition.safeParse(next.definition).success).toBe(true)
  })
  it('names what is wrong beside each field, and sends nothing', () => {
    const next = sent(office, (values) => {
      values.targets.S1.update.time = 'soon'
      values.targets.S2.update.time = '60 weeks'
      values.targets.S2.resolution.time = '90 s'
      values.warnings = '75, 90'
      values.consequences.S4 = [{ at: 'breach', metrics: [], does: [] }]
    })
    expect(next).toEqual({
      faults: {
        'targets.S1.update.time': 'time',
        'targets.S2.update.time': 'timeTooLong',
        'targets.S2.resolution.time': 'timeWhole',
        'consequences.S3.0.at': 'noWarning',
        'consequences.S4.0.metrics': 'metrics',
        'consequences.S4.0.does': 'does',
      },
    })
  })
})

describe('percents', () => {
  it.each([
    ['50, 75, 90', [50, 75, 90]],
    ['90% 50 %，50', [50, 90]],
    ['', []],
    ['0', null],
    ['101', null],
    ['7.5', null],
    ['half', null],
  ])('%j is read as %j', (text, percents) => expect(parsePercents(text)).toEqual(percents))
})
