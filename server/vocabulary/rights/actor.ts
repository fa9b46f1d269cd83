import type { AppLocale } from '../locale'
import { administratorRoles, engineerRoles, leadRoles, managerRoles, publisherRoles, type RoleName } from '../role'

/**
 * Who performs an action. Every domain function receives an actor, whatever the entry point. What an actor may do is in
 * the rights tables, one per domain (`rights.rules.ts`), and documented in docs/permissions.md.
 */
export type Actor = PersonActor | ApiKeyActor | IntegrationActor | LinkActor | SystemActor

export interface Membership {
  organisationId: string
  organisationKey: string
  organisationName: string
  /** Its leads let every member read every ticket of it. */
  isOpen: boolean
  roles: RoleName[]
}

/** A signed-in person. Roles are read from the database for each request, never from the session's token. */
export interface PersonActor {
  kind: 'person'
  userId: string
  email: string
  name: string
  locale: AppLocale
  timeZone: string
  /** Roles in the vendor's own organisation; empty for customers. */
  staffRoles: RoleName[]
  /** Customer organisations only. */
  memberships: Membership[]
}

/** What a key or an integration can be granted; it can do nothing else. */
export const scopes = ['projects:read', 'oncall:read', 'figures:read'] as const
export type Scope = (typeof scopes)[number]

interface Keyed {
  /** The customer organisation that it is restricted to; null for a key or an integration of the vendor. */
  organisationId: string | null
  scopes: readonly Scope[]
}

/** A program that authenticates with an API key. */
export interface ApiKeyActor extends Keyed {
  kind: 'apiKey'
  keyId: string
}

/** Another product that is connected to this one, for example a monitoring system that raises alerts. */
export interface IntegrationActor extends Keyed {
  kind: 'integration'
  integrationId: string
}

/**
 * The bearer of a link, a call or a button that was sent to one engineer for one page. It gives access to that page
 * only; the engineer was on staff when it was opened.
 */
export interface LinkActor {
  kind: 'link'
  /** The engineer to whom it was sent. */
  userId: string
  pageId: string
}

/** The product itself: it handles due work, and acts for somebody who is not signed in yet. */
export interface SystemActor {
  kind: 'system'
  /** The kind of due work, for example `messages`, `sign-in`, or the name of a command. */
  name: string
}
export const systemActor = (name: string): SystemActor => ({ kind: 'system', name })

type StaffRoles = Pick<PersonActor, 'staffRoles'>

const hasAnyRole = (held: readonly RoleName[], wanted: readonly RoleName[]) =>
  held.some((role) => wanted.includes(role))

export const isStaff = (person: StaffRoles) => person.staffRoles.length > 0
/** Managers and administrators may do what engineers may. */
export const isEngineer = (person: StaffRoles) => hasAnyRole(person.staffRoles, engineerRoles)
export const isManager = (person: StaffRoles) => hasAnyRole(person.staffRoles, managerRoles)
export const isAdministrator = (person: StaffRoles) => hasAnyRole(person.staffRoles, administratorRoles)
export const isPublisher = (person: StaffRoles) => hasAnyRole(person.staffRoles, publisherRoles)

type Memberships = Pick<PersonActor, 'memberships'>

/** Returns the person's membership in a customer organisation. */
export const membershipIn = (person: Memberships, organisationId: string) =>
  person.memberships.find((membership) => membership.organisationId === organisationId)

export const isLead = ({ roles }: Pick<Membership, 'roles'>) => hasAnyRole(roles, leadRoles)

/** Whether a member may read every ticket of the organisation, and not only those that they file or watch. */
export const readsAllTickets = (membership: Pick<Membership, 'roles' | 'isOpen'>) =>
  isLead(membership) || membership.isOpen

/** Tells whether a person is a lead of a customer organisation. */
export function isLeadOf(person: Memberships, organisationId: string): boolean {
  const membership = membershipIn(person, organisationId)
  return membership !== undefined && isLead(membership)
}
