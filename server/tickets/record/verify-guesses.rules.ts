import { digestOf } from '@/server/sla/policy/digest.rules'
import { replyKinds } from '@/server/vocabulary/reply-kind'
import type { TicketExport } from './schema'
import { type ChainName, type Envelope, ledgerVersion } from './ledger.rules'
import { clockTypes } from '../events/kinds.rules'
import { severities } from '@/server/vocabulary/severity'

/**
 * One value that may have stood in an entry before it was altered. A hash only says that something differs; where one of
 * few possible values makes it fit again, that value is the one.
 */
export interface Guess {
  /** Below the entry: `.facts.to`. */
  field: string
  expected: unknown
  found: unknown
  change: Partial<Envelope>
}

const statuses = ['open', 'waiting_on_customer', 'on_hold']
const actorKinds = ['customer', 'staff', 'system'] as const

/** What the facts that decide clocks can say. */
const factValues: Record<string, readonly unknown[]> = {
  severity: severities,
  from: severities,
  to: [...severities, ...statuses],
  kind: replyKinds,
  human: [true, false],
  actor: ['customer', 'staff'],
}

/**
 * Every value worth trying for an entry that does not fit its hash.
 * @param by what the entries before say of its number and predecessor, and the digest of its words
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
