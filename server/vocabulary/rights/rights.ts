import {
  type Actor,
  type ApiKeyActor,
  type IntegrationActor,
  isAdministrator,
  isEngineer,
  isLead,
  isManager,
  isPublisher,
  isStaff,
  type LinkActor,
  type PersonActor,
  type Scope,
  type SystemActor,
} from './actor'

/**
 * Rights. Each domain has one table of rights in its `rights.rules.ts`; domain functions, entry points and views check
 * only these tables, and docs/permissions.md is generated from them.
 */

/** Groups of people, in the order of docs/permissions.md. */
export const people = [
  'signedIn',
  'customers',
  'leads',
  'staff',
  'engineers',
  'publishers',
  'managers',
  'administrators',
] as const
export type People = (typeof people)[number]

/** Whom a right can be granted to; `anybody` need not be signed in, `links` are bearers of a link sent for a page. */
export type Grantee = People | 'anybody' | 'links' | 'system' | `scope ${Scope}`

const belongs: Record<People, (person: PersonActor) => boolean> = {
  signedIn: () => true,
  customers: (person) => !isStaff(person),
  leads: (person) => person.memberships.some(isLead),
  staff: isStaff,
  engineers: isEngineer,
  publishers: isPublisher,
  managers: isManager,
  administrators: isAdministrator,
}

/** When a grant applies: as a predicate on the thing, and as text for the documentation. */
export interface Condition<A extends Actor | null, Thing> {
  /** Completes "Managers, …": for example "in their own organisation". */
  readonly says: string
  /** A property and not a method, so that TypeScript checks its parameters. */
  readonly holds: (actor: A, thing: Thing) => boolean
}

interface Grant {
  readonly who: Grantee
  readonly where: Condition<never, never>
}

export interface RightDefinition {
  /** Completes "Who may …": for example "publish a version of a policy". */
  readonly does: string
  /** Whom it is granted to; one applicable grant is enough. */
  readonly to: readonly (Grantee | Grant)[]
  /** Who may know that the thing exists; others get NOT_FOUND. Absent when only grantees can refer to one. */
  readonly knownTo?: (actor: never, thing: never) => boolean
  /** The reason of a refusal when `forbidden` is not specific enough: a key of messages/en/errors.json. */
  readonly refusal?: string
}

type ActorsOf<G> = G extends 'anybody'
  ? Actor | null
  : G extends 'links'
    ? LinkActor
    : G extends 'system'
      ? SystemActor
      : G extends `scope ${Scope}`
        ? ApiKeyActor | IntegrationActor
        : G extends People
          ? PersonActor
          : G extends { who: infer W }
            ? ActorsOf<W>
            : never

/** Intersection of a union, used to combine what all conditions of a right need to know about the thing. */
type AllOf<U> = (U extends unknown ? (all: U) => void : never) extends (all: infer All) => void ? All : never
type ConditionThing<G> = G extends { where: { holds: (actor: never, thing: infer Thing) => boolean } } ? Thing : never
type KnownThing<D> = D extends { knownTo: (actor: never, thing: infer Thing) => boolean } ? Thing : never
type ThingOf<D extends RightDefinition> = [ConditionThing<D['to'][number]> | KnownThing<D>] extends [never]
  ? undefined
  : AllOf<ConditionThing<D['to'][number]> | KnownThing<D>>

/** An entry of a rights table. `Thing` is what the right applies to, `A` are the kinds of actors that can have it. */
export interface Right<Thing, A extends Actor | null> extends RightDefinition {
  /** `domain.name`, for refusals, logs and documents. */
  readonly name: string
  /** Never set; only carries the types. */
  readonly of?: (actor: A, thing: Thing) => void
}
/** Any right, for code that iterates over the tables. */
export type AnyRight = Right<never, never>

/** Creates a domain's rights table: each right gets its name and the types of its conditions. */
export function defineRights<const T extends Record<string, RightDefinition>>(
  domain: string,
  table: T,
): { readonly [K in keyof T]: Right<ThingOf<T[K]>, ActorsOf<T[K]['to'][number]>> } {
  const named = Object.entries(table).map(([name, right]) => [name, { ...right, name: `${domain}.${name}` }])
  return Object.fromEntries(named) as { [K in keyof T]: Right<ThingOf<T[K]>, ActorsOf<T[K]['to'][number]>> }
}

/** Creates a grant that applies to some things only. */
export const when = <W extends Grantee, Thing>(who: W, where: Condition<ActorsOf<W>, Thing>) => ({ who, where })

/**
 * Tells whether a key has a right at all: with the scope, and for a customer's key only through a conditional grant.
 */
const isForKey = (actor: ApiKeyActor | IntegrationActor, scope: Scope, isConditional: boolean) =>
  actor.scopes.includes(scope) && (actor.organisationId === null || isConditional)

function isGrantee(actor: Actor | null, who: Grantee, isConditional: boolean): boolean {
  if (who === 'anybody') return true
  if (actor === null) return false
  if (who === 'links') return actor.kind === 'link'
  if (who === 'system') return actor.kind === 'system'
  for (const group of people) if (who === group) return actor.kind === 'person' && belongs[group](actor)
  if (actor.kind !== 'apiKey' && actor.kind !== 'integration') return false
  return isForKey(actor, who.slice('scope '.length) as Scope, isConditional)
}

/** Returns the grants of a right as pairs; an unconditional one has null as its condition. */
export const grantsOf = (right: AnyRight): { who: Grantee; where: Condition<never, never> | null }[] =>
  right.to.map((grant) => (typeof grant === 'string' ? { who: grant, where: null } : grant))

/**
 * Tells whether the actor can have the right at all, before the thing is known; a condition may still refuse the thing.
 * Entry points check this before they parse the input.
 */
export const canHold = (actor: Actor | null, right: AnyRight): boolean =>
  grantsOf(right).some(({ who, where }) => isGrantee(actor, who, where !== null))

/** Tells whether the actor may know that the thing exists. */
export const isKnownTo = <Thing>(actor: Actor | null, right: Right<Thing, never>, thing: Thing): boolean =>
  right.knownTo === undefined || (actor !== null && right.knownTo(actor as never, thing as never))

type OnThing<Thing> = Thing extends undefined ? [] : [thing: Thing]

/** Tells whether the actor has the right, on this thing if the right has conditions. */
export function can<Thing>(actor: Actor | null, right: Right<Thing, never>, ...[thing]: OnThing<Thing>): boolean {
  if (!isKnownTo(actor, right, thing as Thing)) return false
  return grantsOf(right).some(
    ({ who, where }) =>
      isGrantee(actor, who, where !== null) && (where === null || where.holds(actor as never, thing as never)),
  )
}
