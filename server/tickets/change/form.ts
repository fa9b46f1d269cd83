import type { PersonActor } from '@/server/vocabulary/rights/actor'
import { conflict } from '@/server/infra/errors'
import { digestOf } from '@/server/sla/policy/digest.rules'

/** Identity of a submitted form: its idempotency key and the digest of the content sent with the key. */
export interface SentForm {
  clientKey: string
  clientDigest: string
}

/**
 * Returns the identity of a submitted form, or undefined without a key: such a form is never recognised as a repeat.
 * The digest covers the verb and the author too, so a key cannot be reused for another verb or by another person.
 */
export function sentForm(
  verb: string,
  viewer: PersonActor,
  clientKey: string | undefined,
  content: Record<string, unknown>,
): SentForm | undefined {
  if (!clientKey) return undefined
  const plain = JSON.parse(JSON.stringify({ verb, author: viewer.userId, content })) as Record<string, unknown>
  return { clientKey, clientDigest: digestOf(plain) }
}

/**
 * @param recorded the digest stored with the same key; null in rows of releases that stored none
 * @throws DomainError CONFLICT `keyReused` when the key was used for something else
 */
export function requireSameForm(recorded: string | null, form: SentForm): void {
  if (recorded !== null && recorded !== form.clientDigest) throw conflict('keyReused', form.clientKey)
}
