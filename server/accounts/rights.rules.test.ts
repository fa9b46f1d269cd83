import { describe, expect, it } from 'vitest'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { can, isKnownTo } from '@/server/vocabulary/rights/rights'
import { personWithRoles, type SampleActor, sampleActors } from '@/tests/support/actors'
import { accountsRights } from './rights.rules'

const everybody = Object.keys(sampleActors) as SampleActor[]
const those = (may: (actor: Actor) => boolean) => everybody.filter((name) => may(sampleActors[name]))
const acme = { organisationId: 'acme' }
const staff: SampleActor[] = ['engineer', 'knowledgeOwner', 'manager', 'administrator']

describe('in an organisation', () => {
  it('staff and members can read projects, administrators and its leads can change them', () => {
    expect(those((actor) => can(actor, accountsRights.readProjects, acme))).toEqual(['customer', 'lead', ...staff])
    expect(those((actor) => can(actor, accountsRights.changeProjects, acme))).toEqual(['lead', 'administrator'])
  })

  it('its members and managers can read who belongs to it', () => {
    expect(those((actor) => can(actor, accountsRights.readPeople, acme))).toEqual([
      'customer',
      'lead',
      'manager',
      'administrator',
    ])
  })

  it('administrators and its leads can invite and change roles', () => {
    expect(those((actor) => can(actor, accountsRights.invite, acme))).toEqual(['lead', 'administrator'])
    expect(those((actor) => can(actor, accountsRights.setRoles, acme))).toEqual(['lead', 'administrator'])
    expect(those((actor) => can(actor, accountsRights.readInvitations, acme))).toEqual(['lead', 'administrator'])
  })

  it('an engineer who belongs to a customer as well has the rights of both', () => {
    const both = personWithRoles('ben', ['engineer'], { acme: 'customer_lead' })
    expect(can(both, accountsRights.changeProjects, acme)).toBe(true)
    expect(can(both, accountsRights.changeProjects, { organisationId: 'other' })).toBe(false)
    expect(isKnownTo(both, accountsRights.changeProjects, { organisationId: 'other' })).toBe(true)
  })

  it('a customer does not learn that another organisation exists', () => {
    for (const right of [accountsRights.readProjects, accountsRights.invite, accountsRights.setRoles])
      expect(isKnownTo(sampleActors.stranger, right, acme)).toBe(false)
    expect(isKnownTo(sampleActors.engineer, accountsRights.readPeople, acme)).toBe(false)
  })

  it('an API key can read the projects of its own organisation only', () => {
    const key: Actor = { kind: 'apiKey', keyId: 'k', organisationId: 'acme', scopes: ['projects:read'] }
    expect(can(key, accountsRights.readProjects, acme)).toBe(true)
    expect(can(key, accountsRights.readProjects, { organisationId: 'other' })).toBe(false)
    expect(can({ ...key, scopes: ['oncall:read'] }, accountsRights.readProjects, acme)).toBe(false)
    expect(can(key, accountsRights.changeProjects, acme)).toBe(false)
  })
})

describe('across all organisations', () => {
  const all = { organisationId: null }
  it('only managers and administrators can read people and invitations', () => {
    expect(those((actor) => can(actor, accountsRights.readPeople, all))).toEqual(['manager', 'administrator'])
    expect(those((actor) => can(actor, accountsRights.readInvitations, all))).toEqual(['manager', 'administrator'])
  })
})
