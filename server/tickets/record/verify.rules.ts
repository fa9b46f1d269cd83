import { hexToBytes } from '@noble/hashes/utils.js'
import { digestOf } from '@/server/sla/policy/digest.rules'
import { evaluate } from '@/server/sla/evaluation/evaluate.rules'
import { evaluateQuestion } from '@/server/sla/schema'
import type { ExportedChain, ExportedClock, ExportedEvent, ExportedFile, KnownHead, TicketExport } from './schema'
import { exportedClockOf } from './exported-clock.rules'
import { type ChainName, digestContent, digestFile, type Envelope, genesisHash, hashEnvelope } from './ledger.rules'
import { type Guess, guesses } from './verify-guesses.rules'
import { isClockType } from '../events/kinds.rules'

/**
 * Verification of a ticket's export (SEMANTICS §4): recomputes both chains and every clock from the file alone. Pure;
 * the command line and the customer's browser run the same code.
 */
export const problems = [
  /** A single value differs from the one that the rest of the file proves. */
  'value',
  /** Instant, type, actor or facts of an entry do not match its hash. */
  'entry',
  /** Text or salt does not match its digest. */
  'words',
  /** Name, type, size, digest or salt of a file do not match the digest in its entry. */
  'file',
  /** Entries are missing, in between or at the end. */
  'missing',
  /** An entry is dated before its predecessor, or the export before its last entry. */
  'order',
  /** No entry matches the ticket's reference. */
  'ticket',
  /** The export's checksum does not match its instant and reference. */
  'exported',
  /** The policy is not the one named in the `filed` entry. */
  'policy',
  /** The record ends before the known head. */
  'truncated',
  /** The record has a different entry at the known head's seq. */
  'rewritten',
  /** The events form no valid timeline, so the clocks cannot be computed. */
  'timeline',
  /** A clock's value differs from the evaluation's. */
  'clock',
  /** A clock is missing, or should not exist. */
  'clockMissing',
  'clockExtra',
] as const
export type Problem = (typeof problems)[number]

export interface Difference {
  /** Path in the file: `public.events[3].facts.to`. */
  path: string
  /** Seq of the entry; null when the difference is not in an entry. */
  seq: number | null
  problem: Problem
  expected: unknown
  found: unknown
}

export interface Verification {
  chain: 'intact' | 'broken'
  clocks: 'equal' | 'different'
  differences: Difference[]
  /** Number of entries in both chains, and of those whose text or files were erased. */
  entries: number
  erased: number
}

/** Returns the SHA-256 of reference and instant, to detect accidental changes. Anybody can compute it: no proof. */
export const exportChecksum = (ticket: string, at: string) => digestOf({ ticket, at })

const envelopeOf = (ticket: string, chain: ChainName, event: ExportedEvent): Envelope => ({
  version: event.version,
  ticket,
  chain,
  seq: event.seq,
  at: event.at,
  type: event.type,
  actor: event.actor as Envelope['actor'],
  facts: event.facts,
  contentDigest: event.contentDigest,
  previousHash: event.previousHash,
})

const isSalt = (salt: string) => /^[0-9a-f]{64}$/.test(salt)

/** Whether a text has no lone surrogates: they have no UTF-8 encoding, so different ones would have the same digest. */
const isText = (text: string) => !/\p{Surrogate}/u.test(text)

/** Returns the digest, or null when the salt is not 32 bytes in lower-case hex or the body has a lone surrogate. */
const digestOfWords = ({ salt, body }: { salt: string; body: string }): string | null =>
  isSalt(salt) && isText(body) ? digestContent(hexToBytes(salt), body) : null
const digestOfFile = ({ salt, ...facts }: ExportedFile): string | null =>
  isSalt(salt) && isText(facts.name) ? digestFile(hexToBytes(salt), facts) : null

/** Returns the file digests in an entry's facts; empty in records made before files were part of the chain. */
const filesOf = ({ facts }: ExportedEvent): unknown[] => (Array.isArray(facts.attachments) ? facts.attachments : [])
const hasErased = (event: ExportedEvent) =>
  (event.contentDigest !== null && event.content === null) || (event.attachments ?? []).includes(null)

/**
 * Returns every difference between an export and what its chains and policy prove.
 * @param known a head that the reader knows from another source, such as a mail; without it a chain that was rewritten
 * as a whole cannot be detected
 */
export function verifyExport(document: TicketExport, known: KnownHead | null): Verification {
  const chains = [
    { name: 'public' as const, chain: document.public },
    ...(document.staff ? [{ name: 'staff' as const, chain: document.staff }] : []),
  ]
  const events = chains.flatMap(({ name, chain }) => chain.events.map((event) => ({ name, event })))
  const checksumFits = document.exported.checksum === exportChecksum(document.ticket, document.exported.at)
  const unfit = events.filter(
    ({ name, event }) => hashEnvelope(envelopeOf(document.ticket, name, event)) !== event.hash,
  ).length
  // Every hash covers the reference: when none matches, the reference is wrong rather than every entry.
  const isOtherTicket = unfit > 0 && unfit === events.length && (events.length > 1 || !checksumFits)

  const ofChain: Difference[] = []
  if (isOtherTicket)
    ofChain.push({ path: 'ticket', seq: null, problem: 'ticket', expected: null, found: document.ticket })
  else if (!checksumFits)
    ofChain.push({
      path: 'exported',
      seq: null,
      problem: 'exported',
      expected: exportChecksum(document.ticket, document.exported.at),
      found: document.exported.checksum,
    })
  // When a hash does not match, an entry's instant may have been altered: the chain check below reports it.
  if (unfit === 0) ofChain.push(...exportedBefore(document))
  ofChain.push(...policyDifferences(document))
  for (const { name, chain } of chains) ofChain.push(...chainDifferences(document, name, chain, isOtherTicket))
  if (known) ofChain.push(...headDifferences(document.public, known, ofChain))
  const ofClocks = clockDifferences(document)
  return {
    chain: ofChain.length === 0 ? 'intact' : 'broken',
    clocks: ofClocks.length === 0 ? 'equal' : 'different',
    differences: [...ofChain, ...ofClocks],
    entries: events.length,
    erased: events.filter(({ event }) => hasErased(event)).length,
  }
}

/** Reports an export dated before its last entry: its clocks would lack what came due in between. */
function exportedBefore({ exported, public: ofAll, staff }: TicketExport): Difference[] {
  const latest = [...ofAll.events, ...(staff?.events ?? [])].reduce((at, event) => (event.at > at ? event.at : at), '')
  return exported.at < latest
    ? [{ path: 'exported.at', seq: null, problem: 'order', expected: latest, found: exported.at }]
    : []
}

function policyDifferences({ ticket, policy, public: chain }: TicketExport): Difference[] {
  const digest = digestOf(policy.definition)
  const filed = chain.events[0]
  const named = filed?.facts.policyDigest
  const differs = (path: string, expected: unknown, found: unknown): Difference => ({
    path,
    seq: null,
    problem: 'policy',
    expected,
    found,
  })
  if (digest === policy.digest) {
    if (digest === named || !filed) return []
    // When the computed digest makes `filed` match its hash, that entry was altered: the chain check reports it.
    const facts = { ...filed.facts, policyDigest: digest }
    return hashEnvelope({ ...envelopeOf(ticket, 'public', filed), facts }) === filed.hash
      ? []
      : [differs('policy', named, digest)]
  }
  if (digest === named) return [differs('policy.digest', named, policy.digest)]
  const ofDefinition = differs('policy.definition', named ?? policy.digest, digest)
  return policy.digest === named ? [ofDefinition] : [ofDefinition, differs('policy.digest', named, policy.digest)]
}

function chainDifferences(
  document: TicketExport,
  name: ChainName,
  { events, head }: ExportedChain,
  isOtherTicket: boolean,
): Difference[] {
  const differences: Difference[] = []
  const { ticket } = document
  let last = { seq: 0, hash: genesisHash, at: '' }
  for (const [index, event] of events.entries()) {
    const path = `${name}.events[${index}]`
    const say = (problem: Problem, field: string, expected: unknown, found: unknown) =>
      differences.push({ path: path + field, seq: event.seq, problem, expected, found })
    const envelope = envelopeOf(ticket, name, event)
    const computed = hashEnvelope(envelope)
    const words = event.content && digestOfWords(event.content)
    const wordsFit = event.content === null || words === event.contentDigest
    const expected = { ...last, seq: last.seq + 1 }
    let { seq, hash } = event
    let guess: Guess | undefined
    if (computed !== event.hash && !isOtherTicket) {
      const confirmedBy = events[index + 1]?.previousHash ?? head.hash
      if (computed === confirmedBy) {
        say('value', '.hash', computed, event.hash)
        hash = computed
      } else {
        guess = guesses(document, name, index, { seq: expected.seq, hash: expected.hash, words }).find(
          ({ change }) => hashEnvelope({ ...envelope, ...change }) === event.hash,
        )
        if (guess) say('value', guess.field, guess.expected, guess.found)
        else say('entry', '', event.hash, computed)
        if (guess?.change.seq !== undefined) seq = guess.change.seq
      }
    }
    if (!wordsFit && guess?.change.contentDigest === undefined) say('words', '.content', event.contentDigest, words)
    const [named, given] = [filesOf(event), event.attachments ?? []]
    if (named.length !== given.length) say('file', '.attachments', named.length, given.length)
    for (const [place, file] of given.entries()) {
      const digest = file && digestOfFile(file)
      if (file && place < named.length && digest !== named[place])
        say('file', `.attachments[${place}]`, named[place], digest)
    }
    if (seq !== expected.seq) say('missing', '', expected.seq, seq)
    else if (event.previousHash !== expected.hash && guess?.change.previousHash === undefined)
      say('value', '.previousHash', expected.hash, event.previousHash)
    if (event.at < last.at && guess?.change.at === undefined) say('order', '.at', last.at, event.at)
    last = { seq, hash, at: event.at }
  }
  const atHead = (field: string, problem: Problem, expected: unknown, found: unknown) =>
    differences.push({ path: `${name}.${field}`, seq: last.seq, problem, expected, found })
  if (head.seq !== last.seq && head.hash !== last.hash) atHead('events', 'missing', head.seq, last.seq)
  else if (head.seq !== last.seq) atHead('head.seq', 'value', last.seq, head.seq)
  else if (head.hash !== last.hash) atHead('head.hash', 'value', last.hash, head.hash)
  return differences
}

function headDifferences({ events }: ExportedChain, known: KnownHead, said: Difference[]): Difference[] {
  const lastSeq = events.at(-1)?.seq ?? 0
  const index = events.findIndex((event) => event.seq === known.seq)
  if (index < 0)
    return [{ path: 'public.events', seq: known.seq, problem: 'truncated', expected: known.seq, found: lastSeq }]
  const path = `public.events[${index}].hash`
  if (events[index]!.hash === known.hash || said.some((difference) => difference.path === path)) return []
  return [{ path, seq: known.seq, problem: 'rewritten', expected: known.hash, found: events[index]!.hash }]
}

/** Converts a path in the evaluation's input, such as `events[3].promisedAt`, to that of the value in the export. */
function placeInExport(path: PropertyKey[], indices: number[]): string {
  const [first, ...rest] = path
  const join = (start: string, keys: PropertyKey[]) =>
    keys.reduce<string>((so, key) => (typeof key === 'number' ? `${so}[${key}]` : `${so}.${String(key)}`), start)
  if (first === 'asOf') return 'exported.at'
  if (first === 'policy') return join('policy.definition', rest)
  const [place, ...field] = rest
  if (typeof place !== 'number') return 'public.events'
  const ofEnvelope = ['seq', 'at', 'type'].includes(String(field[0] ?? 'type'))
  return join(`public.events[${indices[place]}]`, ofEnvelope ? field : ['facts', ...field])
}

function clockDifferences(document: TicketExport): Difference[] {
  const counted = document.public.events
    .map((event, index) => ({ event, index }))
    .filter(({ event }) => isClockType(event.type))
  const question = evaluateQuestion.safeParse({
    policy: document.policy.definition,
    events: counted.map(({ event }) => ({ ...event.facts, seq: event.seq, at: event.at, type: event.type })),
    asOf: document.exported.at,
  })
  if (!question.success) {
    const issue = question.error.issues[0]!
    const path = placeInExport(
      issue.path,
      counted.map(({ index }) => index),
    )
    return [{ path, seq: null, problem: 'timeline', expected: issue.message, found: null }]
  }
  const { policy, events, asOf } = question.data
  return compareClocks(evaluate(policy, events, asOf).map(exportedClockOf), document.clocks)
}

/** Pairs expected and found clocks: by metric and start, then by metric, then the remaining ones in order. */
function pairs(expected: ExportedClock[], found: ExportedClock[]): [ExportedClock | null, number | null][] {
  const paired = new Map<ExportedClock, number>()
  const taken = new Set<number>()
  const rules: ((a: ExportedClock, b: ExportedClock) => boolean)[] = [
    (a, b) => a.metric === b.metric && a.startedAt === b.startedAt,
    (a, b) => a.metric === b.metric,
    () => true,
  ]
  for (const belong of rules)
    for (const clock of expected) {
      if (paired.has(clock)) continue
      const index = found.findIndex((other, at) => !taken.has(at) && belong(clock, other))
      if (index < 0) continue
      paired.set(clock, index)
      taken.add(index)
    }
  const extra = found.flatMap((_, index): [null, number][] => (taken.has(index) ? [] : [[null, index]]))
  return [...expected.map((clock): [ExportedClock, number | null] => [clock, paired.get(clock) ?? null]), ...extra]
}

function compareClocks(expected: ExportedClock[], found: ExportedClock[]): Difference[] {
  const differences: Difference[] = []
  const say = (path: string, problem: Problem, wanted: unknown, got: unknown) =>
    differences.push({ path, seq: null, problem, expected: wanted, found: got })
  for (const [clock, index] of pairs(expected, found)) {
    if (clock === null) say(`clocks[${index!}]`, 'clockExtra', null, found[index!]!.metric)
    else if (index === null) say('clocks', 'clockMissing', clock.metric, null)
    else
      for (const key of Object.keys(clock) as (keyof ExportedClock)[]) {
        const path = `clocks[${index}].${key}`
        if (key === 'warningsFired') compareWarnings(path, clock[key], found[index]!.warningsFired)
        else if (clock[key] !== found[index]![key]) say(path, 'clock', clock[key], found[index]![key])
      }
  }
  function compareWarnings(path: string, wanted: [number, string][], got: [number, string][]) {
    for (let at = 0; at < Math.max(wanted.length, got.length); at += 1) {
      const [one, other] = [wanted[at], got[at]]
      if (!one || !other) say(`${path}[${at}]`, 'clock', one ?? null, other ?? null)
      else
        for (const part of [0, 1] as const)
          if (one[part] !== other[part]) say(`${path}[${at}][${part}]`, 'clock', one[part], other[part])
    }
  }
  return differences
}
