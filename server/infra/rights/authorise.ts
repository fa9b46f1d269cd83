import type { Actor } from '@/server/vocabulary/rights/actor'
import { can, canHold, isKnownTo, type Right } from '@/server/vocabulary/rights/rights'
import { DomainError, notFound } from '../errors'

/**
 * Refuses an actor who cannot have the right at all, before anything is read. A function whose right has conditions
 * also calls `authorise` as soon as it has loaded the thing.
 * @throws DomainError UNAUTHENTICATED when nobody is signed in, else FORBIDDEN
 */
export function admit<A extends Actor | null>(actor: Actor | null, right: Right<never, A>): A {
  if (canHold(actor, right)) return actor as A
  if (actor === null) throw new DomainError('UNAUTHENTICATED', 'signInFirst')
  throw new DomainError('FORBIDDEN', 'forbidden')
}

/**
 * Refuses an actor who does not have the right on this thing.
 * @returns the actor, as one of the kinds that can have the right
 * @throws DomainError UNAUTHENTICATED when nobody is signed in; NOT_FOUND for a thing that the actor may not know of;
 * FORBIDDEN
 */
export function authorise<Thing, A extends Actor | null>(
  actor: Actor | null,
  right: Right<Thing, A>,
  ...on: Thing extends undefined ? [] : [thing: Thing]
): A {
  admit(actor, right)
  if (!isKnownTo(actor, right, on[0] as Thing)) throw notFound(right.name)
  if (!can(actor, right, ...on))
    throw new DomainError('FORBIDDEN', right.refusal ?? 'forbidden', { detail: right.name })
  return actor as A
}
