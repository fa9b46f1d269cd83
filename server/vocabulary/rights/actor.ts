import type { AppLocale } from '../locale'
import { administratorRoles, engineerRoles, leadRoles, managerRoles, publisherRoles, type RoleName } from '../role'

/**
 * Who does something: every verb receives one, whichever door it came through. What an actor may do is in the tables of
 * rights, one per domain (`rights.rules.ts`), and written out in docs/permissions.md.
 */
export type Actor = PersonActor | ApiKeyActor | IntegrationActor | LinkActor | SystemActor

export interface Membership {
  organisationId: string
  organisationKey: string
  organisationName: string
  roles: RoleName[]
}

/** A person who signed in, with the roles read for this request and never from the session's token. */
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

/** What a key or an integration was given to do; it does nothing else. */
export const scopes = ['projects:read', 'oncall:read', 'figures:read'] as const
export type Scope = (typeof scopes)[number]

interface Keyed {
  /** The customer organisation that it is bound to; null for one of the vendor. */
  organisationId: string | null
  scopes: readonly Scope[]
}

/** A program that shows a key. */
export interface ApiKeyActor extends Keyed {
  kind: 'apiKey'
  keyId: string
}

/** Another product that was connected to this one, for example monitoring that raises alerts. */
export interface IntegrationActor extends Keyed {
  kind: 'integration'
  integrationId: string
}

/**
 * The bearer of a link, a call or a button that was sent to one engineer for one page. It serves that page only, and its
 * engineer was on staff when it was opened.
 */
export interface LinkActor {
  kind: 'link'
  /** The engineer to whom it was sent. */
  userId: string
  pageId: string
}

/** The product itself, doing what fell due. */
export interface SystemActor {
  kind: 'system'
  /** The kind of due work, for example `messages`, or the command of the command line. */
  name: string
}

type StaffRoles = Pick<PersonActor, 'staffRoles'>

const holdsAny = (held: readonly RoleName[], wanted: readonly RoleName[]) => held.some((role) => wanted.includes(role))

export const isStaff = (person: StaffRoles) => person.staffRoles.length > 0
/** Managers and administrators may do what engineers may. */
export const isEngineer = (person: StaffRoles) => holdsAny(person.staffRoles, engineerRoles)
export const isManager = (person: StaffRoles) => holdsAny(person.staffRoles, managerRoles)
export const isAdministrator = (person: StaffRoles) => holdsAny(person.staffRoles, administratorRoles)
export const isPublisher = (person: StaffRoles) => holdsAny(person.staffRoles, publisherRoles)

type Memberships = Pick<PersonActor, 'memberships'>

/** Returns the person's membership in a customer organisation. */
export const membershipIn = (person: Memberships, organisationId: string) =>
  person.memberships.find((membership) => membership.organisationId === organisationId)

export const isLead = ({ roles }: Pick<Membership, 'roles'>) => holdsAny(roles, leadRoles)

/** Tells whether a person is a lead of a customer organisation. */
export function isLeadOf(person: Memberships, organisationId: string): boolean {
  const membership = membershipIn(person, organisationId)
  return membership !== undefined && isLead(membership)
}
