import { bytesToHex } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { digestOf } from '@/server/sla/policy/digest.rules'
import { evaluate } from '@/server/sla/evaluation/evaluate.rules'
import type { PolicyDefinition, SlaEvent } from '@/server/sla/schema'
import type { ExportedChain, TicketExport } from '@/server/tickets/record/schema'
import { exportedClockOf } from '@/server/tickets/record/exported-clock.rules'
import {
  chainEvents,
  type ChainName,
  digestFile,
  type EventDraft,
  type FileFacts,
  genesisHash,
  ledgerVersion,
} from '@/server/tickets/record/ledger.rules'
import { exportChecksum } from '@/server/tickets/record/verify.rules'
import { policies, timelines } from './sla-arbitraries'

/** Exports of random histories, as the service would write them. */
const minuteMs = 60_000
const people = ['0197a000-0000-7000-8000-000000000001', '0197a000-0000-7000-8000-000000000002']

function factsOf({ seq: _, at: __, type: ___, ...facts }: SlaEvent): Record<string, unknown> {
  return 'promisedAt' in facts ? { promisedAt: new Date(facts.promisedAt).toISOString() } : facts
}

/** A salt of its own for every entry; randomness is not what is tested. */
const saltOf = (seq: number) => Uint8Array.from({ length: 32 }, (_, index) => (seq * 31 + index * 7) % 256)

export function chainOf(
  ticket: string,
  chain: ChainName,
  drafts: { atMs: number; draft: EventDraft; files?: FileFacts[] }[],
): ExportedChain {
  const head = { seq: 0, hash: genesisHash }
  const events = drafts.map(({ atMs, draft, files }) => {
    const given = files?.map((file, place) => ({ salt: saltOf(50 + place), file }))
    const named = given && { attachments: given.map(({ salt, file }) => digestFile(salt, file)) }
    const [event] = chainEvents(ticket, chain, head, atMs, [{ ...draft, facts: { ...draft.facts, ...named } }])
    Object.assign(head, { seq: event!.seq, hash: event!.hash })
    const { seq, type, actor, facts, content, contentDigest, previousHash, hash } = event!
    return {
      version: ledgerVersion,
      seq,
      at: new Date(atMs).toISOString(),
      type,
      actor,
      facts,
      contentDigest,
      content: content && { salt: bytesToHex(content.salt), body: content.body },
      ...(given && { attachments: given.map(({ salt, file }) => ({ salt: bytesToHex(salt), ...file })) }),
      previousHash,
      hash,
    }
  })
  return { head, events }
}

export function exportOf(
  policy: PolicyDefinition,
  events: SlaEvent[],
  words: string[],
  more: { afterMs: number; notes: string[]; files?: FileFacts[] },
): TicketExport {
  const ticket = 'ACME-123'
  const definition = JSON.parse(JSON.stringify(policy)) as Record<string, unknown>
  const digest = digestOf(definition)
  const atMs = events.at(-1)!.at + more.afterMs
  const drafts = events.map((event, index) => {
    const body = words[index % Math.max(1, words.length)]
    const facts = factsOf(event)
    return {
      atMs: event.at,
      ...(event.type === 'filed' && more.files && more.files.length > 0 ? { files: more.files } : {}),
      draft: {
        type: event.type,
        actor: { kind: index % 2 === 0 ? ('customer' as const) : ('staff' as const), id: people[index % 2]! },
        facts: index === 0 ? { ...facts, policyDigest: digest, scenario: 'meeting' } : facts,
        content: body === undefined || body === '' ? null : { salt: saltOf(event.seq), body },
      },
    }
  })
  const notes = more.notes.map((body, index) => ({
    atMs,
    draft: {
      type: 'internal_note',
      actor: { kind: 'staff' as const, id: people[1]! },
      facts: {},
      content: { salt: saltOf(100 + index), body },
    },
  }))
  const at = new Date(atMs).toISOString()
  return {
    format: 'nightdesk-ticket/1',
    ticket,
    exported: { at, checksum: exportChecksum(ticket, at) },
    policy: { digest, definition },
    public: chainOf(ticket, 'public', drafts),
    ...(notes.length > 0 ? { staff: chainOf(ticket, 'staff', notes) } : {}),
    clocks: evaluate(policy, events, atMs).map(exportedClockOf),
  }
}

export const exports: fc.Arbitrary<TicketExport> = fc
  .record({
    policy: policies,
    events: timelines,
    words: fc.array(fc.string({ maxLength: 12 }), { maxLength: 5 }),
    afterMs: fc.nat(3000).map((minutes) => minutes * minuteMs + 17),
    notes: fc.array(fc.string({ minLength: 1, maxLength: 8 }), { maxLength: 2 }),
    files: fc.array(
      fc.record({
        name: fc.string({ minLength: 1, maxLength: 8 }),
        type: fc.constantFrom('image/png', 'text/plain'),
        size: fc.nat(),
        sha256: fc.constant('5a'.repeat(32)),
      }),
      { maxLength: 2 },
    ),
  })
  .map(({ policy, events, words, ...more }) => exportOf(policy, events, words, more))

export type Leaf = { path: (string | number)[]; value: unknown }

/** Every value of a document that is neither an object nor an array. */
export function leafValues(value: unknown, path: (string | number)[] = []): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }]
  if (Array.isArray(value)) return value.flatMap((each, index) => leafValues(each, [...path, index]))
  return Object.entries(value).flatMap(([key, each]) => leafValues(each, [...path, key]))
}

/** A copy with one leaf replaced. */
export function altered<T>(document: T, path: (string | number)[], value: unknown): T {
  const copy = structuredClone(document)
  let at = copy as Record<string | number, unknown>
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>
  at[path.at(-1)!] = value
  return copy
}

export const pathText = (path: (string | number)[]) =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  )
