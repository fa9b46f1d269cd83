import { digestOf } from '@/server/sla/policy/digest.rules'
import { replyKinds } from '@/server/vocabulary/reply-kind'
import type { TicketExport } from './schema'
import { type ChainName, type Envelope, ledgerVersion } from './ledger.rules'
import { clockTypes } from '../events/kinds.rules'
import { severities } from '@/server/vocabulary/severity'

/**
 * A candidate for the original value of an altered field. A hash mismatch does not show which field was altered; when
 * one of a few possible values makes the hash match again, that value is the original.
 */
export interface Guess {
  /** Path within the entry: `.facts.to`. */
  field: string
  expected: unknown
  found: unknown
  change: Partial<Envelope>
}

const statuses = ['open', 'waiting_on_customer', 'on_hold']
const actorKinds = ['customer', 'staff', 'system'] as const

/** Possible values of the facts that affect clocks. */
const factValues: Record<string, readonly unknown[]> = {
  severity: severities,
  from: severities,
  to: [...severities, ...statuses],
  kind: replyKinds,
  human: [true, false],
  actor: ['customer', 'staff'],
}

/**
 * Returns the candidate values for an entry that does not match its hash.
 * @param by seq and previous hash as the preceding entries imply them, and the digest of the entry's text
 */
export function guesses(
  document: TicketExport,
  chain: ChainName,
  index: number,
  by: { seq: number; hash: string; words: string | null },
): Guess[] {
  const events = (chain === 'public' ? document.public : document.staff)?.events ?? []
  const event = events[index]!
  const found: Guess[] = []
  const guess = (field: string, expected: unknown, was: unknown, change: Partial<Envelope>) => {
    if (expected !== was) found.push({ field, expected, found: was, change })
  }
  guess('.seq', by.seq, event.seq, { seq: by.seq })
  guess('.previousHash', by.hash, event.previousHash, { previousHash: by.hash })
  guess('.version', ledgerVersion, event.version, { version: ledgerVersion })
  if (by.words !== null || event.content === null)
    guess('.contentDigest', by.words, event.contentDigest, { contentDigest: by.words })

  const actor = event.actor as Envelope['actor']
  for (const kind of actorKinds) guess('.actor.kind', kind, actor.kind, { actor: { ...actor, kind } })
  const everybody = [document.public, document.staff].flatMap((one) => one?.events.map((each) => each.actor.id) ?? [])
  for (const id of new Set([null, ...everybody])) guess('.actor.id', id, actor.id, { actor: { ...actor, id } })
  for (const neighbour of [events[index - 1], events[index + 1]])
    if (neighbour) guess('.at', neighbour.at, event.at, { at: neighbour.at })
  const types = new Set([...clockTypes, ...events.map((each) => each.type)])
  for (const type of types) guess('.type', type, event.type, { type })

  const { facts } = event
  const tryFact = (key: string, values: readonly unknown[]) => {
    if (!Object.hasOwn(facts, key)) return
    for (const value of values) guess(`.facts.${key}`, value, facts[key], { facts: { ...facts, [key]: value } })
  }
  for (const [key, values] of Object.entries(factValues)) tryFact(key, values)
  tryFact(
    'disputedSeq',
    events.slice(0, index).map((each) => each.seq),
  )
  tryFact('policyDigest', [digestOf(document.policy.definition), document.policy.digest])
  return found
}
