import { describe, expect, it } from 'vitest'
import { admit, authorise } from '@/server/infra/rights/authorise'
import { DomainError } from '@/server/infra/errors'
import type { Actor, PersonActor } from './actor'
import { can, defineRights, canHold, when } from './rights'
import type { RoleName } from '../role'

const person = (staffRoles: RoleName[], memberships: [organisationId: string, role: RoleName][] = []): PersonActor => ({
  kind: 'person',
  userId: 'kai',
  email: 'kai@test.example',
  name: 'Kai',
  locale: 'en',
  timeZone: 'Etc/UTC',
  staffRoles,
  memberships: memberships.map(([organisationId, role]) => ({
    organisationId,
    organisationKey: organisationId.toUpperCase(),
    organisationName: organisationId,
    isOpen: false,
    roles: [role],
  })),
})
const key = (organisationId: string | null, ...scopes: ('projects:read' | 'oncall:read')[]): Actor => ({
  kind: 'apiKey',
  keyId: 'k1',
  organisationId,
  scopes,
})
const integration: Actor = { kind: 'integration', integrationId: 'i1', organisationId: null, scopes: ['oncall:read'] }
const link: Actor = { kind: 'link', userId: 'kai', pageId: 'p1' }
const system: Actor = { kind: 'system', name: 'messages' }

const rights = defineRights('sample', {
  read: { does: 'read it', to: ['anybody'] },
  comeIn: { does: 'come in', to: ['signedIn'] },
  decide: { does: 'decide', to: ['managers'] },
  see: { does: 'see who is on call', to: ['staff', 'scope oncall:read'] },
  list: {
    does: 'list projects',
    to: [
      'staff',
      when('scope projects:read', {
        says: 'of their organisation',
        holds: (actor, { organisationId }: { organisationId: string }) => actor.organisationId === organisationId,
      }),
    ],
  },
  answer: {
    does: 'answer a page',
    to: [
      'engineers',
      when('links', {
        says: 'of the page that they were sent for',
        holds: (actor, { pageId }: { pageId: string }) => actor.pageId === pageId,
      }),
    ],
  },
  sweep: { does: 'do what fell due', to: ['system'] },
  change: {
    does: 'change a thing of the organisation',
    to: [
      'administrators',
      when('leads', {
        says: 'of the organisation that they lead',
        holds: (actor: PersonActor, { organisationId }: { organisationId: string }) =>
          actor.memberships.some((one) => one.organisationId === organisationId),
      }),
    ],
    knownTo: (actor: Actor, { organisationId }: { organisationId: string }) =>
      actor.kind === 'person' &&
      (actor.staffRoles.length > 0 || actor.memberships.some((one) => one.organisationId === organisationId)),
    refusal: 'notYours',
  },
})

const engineer = person(['engineer'])
const manager = person(['manager'])
const administrator = person(['administrator'])
const customer = person([], [['acme', 'customer']])
const lead = person([], [['acme', 'customer_lead']])

/** The code and reason with which an act is refused; null when it is not. */
function refusalOf(act: () => unknown): string | null {
  try {
    act()
    return null
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return `${error.code} ${error.reason}`
  }
}

describe('a right', () => {
  it.each<[string, Actor | null, boolean]>([
    ['nobody', null, false],
    ['a customer', customer, false],
    ['an engineer', engineer, false],
    ['a manager', manager, true],
    ['an administrator', administrator, true],
    ['a key', key(null, 'oncall:read'), false],
    ['a link', link, false],
    ['the product itself', system, false],
  ])('granted to managers is decided for %s', (_, actor, expected) => {
    expect(can(actor, rights.decide)).toBe(expected)
    expect(canHold(actor, rights.decide)).toBe(expected)
  })

  it('granted to anybody needs no sign-in, one granted to people needs one', () => {
    expect(can(null, rights.read)).toBe(true)
    expect(can(null, rights.comeIn)).toBe(false)
    expect(can(person([]), rights.comeIn)).toBe(true)
    expect(can(link, rights.comeIn)).toBe(false)
  })

  it('is held by a key and an integration with its scope, and with no other', () => {
    expect(can(key(null, 'oncall:read'), rights.see)).toBe(true)
    expect(can(integration, rights.see)).toBe(true)
    expect(can(key(null, 'projects:read'), rights.see)).toBe(false)
  })

  it("without a condition on the resource is never held by a customer's key", () => {
    expect(can(key('acme', 'oncall:read'), rights.see)).toBe(false)
    expect(can(key('acme', 'projects:read'), rights.list, { organisationId: 'acme' })).toBe(true)
    expect(can(key('acme', 'projects:read'), rights.list, { organisationId: 'other' })).toBe(false)
  })

  it('of a link covers its own page only', () => {
    expect(can(link, rights.answer, { pageId: 'p1' })).toBe(true)
    expect(can(link, rights.answer, { pageId: 'p2' })).toBe(false)
    expect(can(engineer, rights.answer, { pageId: 'p2' })).toBe(true)
  })

  it('of the product itself is held by nobody else', () => {
    expect(can(system, rights.sweep)).toBe(true)
    expect(can(administrator, rights.sweep)).toBe(false)
  })

  it('is named by its domain and its own name', () => expect(rights.change.name).toBe('sample.change'))
})

describe('a refusal', () => {
  it.each<[string, Actor | null, string, string | null]>([
    ['nobody is asked to sign in', null, 'acme', 'UNAUTHENTICATED signInFirst'],
    ['another organisation does not exist for a lead', lead, 'other', 'NOT_FOUND notFound'],
    [
      'somebody who may know of it but not change it gets the reason',
      person(['engineer'], [['acme', 'customer']]),
      'acme',
      'FORBIDDEN forbidden',
    ],
    ['a customer who is not a lead is refused before anything is looked up', customer, 'other', 'FORBIDDEN forbidden'],
    [
      'a lead of another organisation who is also staff gets the reason of the right',
      person(['engineer'], [['other', 'customer_lead']]),
      'acme',
      'FORBIDDEN notYours',
    ],
    ['a lead has the right', lead, 'acme', null],
    ['an administrator has the right in every organisation', administrator, 'other', null],
  ])('has the right code when %s', (_, actor, organisationId, expected) => {
    expect(refusalOf(() => authorise(actor, rights.change, { organisationId }))).toBe(expected)
  })

  it('at the entry point depends only on whether the actor can have the right at all', () => {
    expect(refusalOf(() => admit(lead, rights.change))).toBeNull()
    expect(refusalOf(() => admit(customer, rights.change))).toBe('FORBIDDEN forbidden')
    expect(refusalOf(() => admit(null, rights.change))).toBe('UNAUTHENTICATED signInFirst')
  })
})
