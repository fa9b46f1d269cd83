import { describe, expect, it } from 'vitest'
import { seededPolicies } from '@/server/sla/rules/policies'
import { type PolicyDefinition, policyDefinition } from '@/server/sla/schema'
import { definitionOf, minutesOf } from './policy-minutes'

const office: PolicyDefinition = policyDefinition.parse({
  warningPercents: [80],
  calendars: { always: { type: 'business', timeZone: 'Asia/Shanghai', weekly: { MON: [['09:00', '18:00']] } } },
  severities: { S3: { first_response: { targetMinutes: 90, calendar: 'always' }, update: null } },
})

describe('a policy in the form', () => {
  it.each(Object.entries(seededPolicies))('%s comes back as it was when nothing is typed', (_, definition) => {
    expect(definitionOf(definition, minutesOf(definition))).toEqual(definition)
  })
  it('an emptied cell promises nothing', () => {
    const minutes = minutesOf(seededPolicies.ENTERPRISE)
    minutes.S1.update = ''
    expect(definitionOf(seededPolicies.ENTERPRISE, minutes).severities.S1).not.toHaveProperty('update')
  })
  it('a target keeps its calendar and a new one counts around the clock, whatever the calendars are called', () => {
    const minutes = minutesOf(office)
    minutes.S3.first_response = 60
    minutes.S1.first_response = 15
    const next = definitionOf(office, minutes)
    expect(next.severities.S3).toEqual({ first_response: { targetMinutes: 60, calendar: 'always' } })
    expect(next.calendars[next.severities.S1!.first_response!.calendar]).toEqual({ type: '24x7' })
    expect(next.calendars.always).toEqual(office.calendars.always)
    expect(next.warningPercents).toEqual([80])
    expect(policyDefinition.safeParse(next).success).toBe(true)
  })
  it('a plan without a policy begins with an empty one', () => {
    const minutes = minutesOf(null)
    minutes.S2.resolution = 600
    expect(policyDefinition.safeParse(definitionOf(null, minutes)).success).toBe(true)
  })
})
