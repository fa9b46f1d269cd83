import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { policyDefinition } from '@/server/sla/schema'
import { altered, chainOf, exportOf, exports, type Leaf, leafValues, pathText } from '@/tests/support/sla-export'
import { policyOf, timelineOf } from '@/tests/support/sla-timeline'
import { knownHead, type TicketExport, ticketExport } from './schema'
import { verifyExport } from './verify.rules'

/*
 * Each property was seen to fail when its rule was broken on purpose. Untouched: `dispute_upheld` removed from
 * clockTypes. Altered: `facts` or `actor` left out of hashEnvelope; no comparison of words, of targetMs or of the
 * checksum; `size` left out of digestFile. Erased: words required wherever there is a digest. Rewritten and cut: no
 * headDifferences. Rewritten: `previousHash` left out of hashEnvelope.
 */
const headOf = (document: TicketExport) => document.public.head
const parsed = (document: TicketExport) => ticketExport.parse(JSON.parse(JSON.stringify(document)))

/** Returns a different value of the same type, as a forger might write. */
function alter({ path, value }: Leaf, salt: number): unknown {
  if (typeof value === 'number') return value + 1 + (salt % 7)
  if (typeof value === 'boolean') return !value
  if (value === null) return path.at(-1) === 'remainderMs' ? 1 : 'x'
  const text = String(value)
  if (/^\d{4}-.*Z$/.test(text)) return new Date(Date.parse(text) + 1 + salt).toISOString()
  const at = salt % Math.max(1, text.length)
  return `${text.slice(0, at)}${text[at] === '0' ? '1' : '0'}${text.slice(at + 1)}`
}

/** Whether the reported path contains the altered path, or is contained in it. */
const names = (named: string, place: string) =>
  named === place || place.startsWith(`${named}.`) || place.startsWith(`${named}[`) || named.startsWith(place)

const story = () =>
  exportOf(
    policyOf(
      { S1: { first_response: 15, update: 30, resolution: 600 }, S2: { first_response: 60, resolution: 900 } },
      [50, 90],
    ),
    timelineOf(
      '0 filed S1 · 10 answer · 20 customer · 30 severity S2 · 40 waiting · 50 open · 55 promised 90 · 60 fix · 60 resolved',
    ),
    ['It fails', 'Found it'],
    { afterMs: 3_600_000, notes: ['a note'] },
  )

describe('properties', () => {
  it('an unaltered export verifies, with or without its head, also when parsed from text', () => {
    fc.assert(
      fc.property(exports, fc.boolean(), (document, withHead) => {
        const result = verifyExport(parsed(document), withHead ? headOf(document) : null)
        expect(result).toMatchObject({ chain: 'intact', clocks: 'equal', differences: [] })
      }),
    )
  })

  it('any single altered value is found with a known head, and named', () => {
    fc.assert(
      fc.property(exports, fc.nat(), fc.nat(1000), (document, which, salt) => {
        const leaves = leafValues(document).filter((leaf) => leaf.path[0] !== 'format')
        const leaf = leaves[which % leaves.length]!
        const place = pathText(leaf.path)
        const changed = ticketExport.safeParse(altered(document, leaf.path, alter(leaf, salt)))
        // Text in a field that must be null fails the schema, which names the path.
        if (!changed.success) {
          expect(changed.error.issues.map((issue) => pathText(issue.path as string[]))).toContain(place)
          return
        }
        const result = verifyExport(changed.data, headOf(document))
        expect(result.differences.map((difference) => difference.path)).toSatisfy((paths: string[]) =>
          paths.some((path) => names(path, place)),
        )
        expect([result.chain, result.clocks]).not.toEqual(['intact', 'equal'])
      }),
      { numRuns: 500 },
    )
  })

  it('erased texts do not break it', () => {
    fc.assert(
      fc.property(exports, fc.nat(), (document, mask) => {
        const copy = structuredClone(document)
        const chains = [copy.public, ...(copy.staff ? [copy.staff] : [])]
        for (const [index, event] of chains.flatMap((chain) => chain.events).entries())
          if ((mask >> (index % 30)) % 2 === 1) event.content = null
        expect(verifyExport(copy, headOf(document))).toMatchObject({ chain: 'intact', clocks: 'equal' })
      }),
    )
  })

  it('a completely rewritten record passes without a known head and fails with one', () => {
    fc.assert(
      fc.property(exports, fc.nat(), (document, which) => {
        const index = which % document.public.events.length
        const drafts = document.public.events.map((event, at) => ({
          atMs: Date.parse(event.at),
          draft: {
            type: event.type,
            actor: { kind: 'staff' as const, id: at === index ? 'somebody else' : event.actor.id },
            facts: event.facts,
            content: null,
          },
        }))
        const forged = { ...document, public: chainOf(document.ticket, 'public', drafts) }
        for (const [at, { attachments }] of document.public.events.entries())
          if (attachments) forged.public.events[at]!.attachments = attachments
        expect(verifyExport(forged, null)).toMatchObject({ chain: 'intact', clocks: 'equal' })
        expect(verifyExport(forged, headOf(document))).toMatchObject({
          chain: 'broken',
          differences: [{ problem: 'rewritten', seq: document.public.head.seq }],
        })
      }),
    )
  })

  it('a truncated record is found by its own head or, when that was changed too, by a known head', () => {
    fc.assert(
      fc.property(exports, fc.nat(), (document, which) => {
        const keep = which % document.public.events.length
        const events = document.public.events.slice(0, keep)
        const cut = { ...document, public: { ...document.public, events } }
        expect(verifyExport(cut, null).chain).toBe('broken')
        const head = { seq: keep, hash: events.at(-1)?.hash ?? '0'.repeat(64) }
        expect(verifyExport({ ...cut, public: { head, events } }, headOf(document)).differences).toContainEqual({
          path: 'public.events',
          seq: document.public.head.seq,
          problem: 'truncated',
          expected: document.public.head.seq,
          found: keep,
        })
      }),
    )
  })
})

describe('the difference that is named', () => {
  const messagesFor = (document: TicketExport, path: (string | number)[], value: unknown) =>
    verifyExport(altered(document, path, value), null).differences.map(
      ({ path: at, problem, expected, found }) => `${at} ${problem}: ${String(expected)} → ${String(found)}`,
    )
  const document = story()
  const { events, head } = document.public
  it.each<[string, (string | number)[], unknown, string]>([
    [
      'the severity at filing',
      ['public', 'events', 0, 'facts', 'severity'],
      'S3',
      'public.events[0].facts.severity value: S1 → S3',
    ],
    ['a kind', ['public', 'events', 1, 'facts', 'kind'], 'fix', 'public.events[1].facts.kind value: diagnosis → fix'],
    [
      'an actor',
      ['public', 'events', 1, 'actor', 'kind'],
      'system',
      'public.events[1].actor.kind value: staff → system',
    ],
    [
      'a type',
      ['public', 'events', 2, 'type'],
      'internal_note',
      'public.events[2].type value: customer_reply → internal_note',
    ],
    ['a number', ['public', 'events', 2, 'seq'], 9, 'public.events[2].seq value: 3 → 9'],
    [
      'a status',
      ['public', 'events', 4, 'facts', 'to'],
      'on_hold',
      'public.events[4].facts.to value: waiting_on_customer → on_hold',
    ],
    [
      'one of two instants',
      ['public', 'events', 8, 'at'],
      '2027-03-01T09:01:00.000Z',
      'public.events[8].at value: 2027-03-01T09:00:00.000Z → 2027-03-01T09:01:00.000Z',
    ],
    ['a hash', ['public', 'events', 3, 'hash'], 'ab', `public.events[3].hash value: ${events[3]!.hash} → ab`],
    ['the last hash', ['public', 'events', 8, 'hash'], 'ab', `public.events[8].hash value: ${head.hash} → ab`],
    [
      'a link',
      ['public', 'events', 3, 'previousHash'],
      'ab',
      `public.events[3].previousHash value: ${events[2]!.hash} → ab`,
    ],
    [
      'a digest',
      ['public', 'events', 0, 'contentDigest'],
      'ab',
      `public.events[0].contentDigest value: ${events[0]!.contentDigest} → ab`,
    ],
    ['the head', ['public', 'head', 'hash'], 'ab', `public.head.hash value: ${head.hash} → ab`],
    ['its number', ['public', 'head', 'seq'], 12, 'public.head.seq value: 9 → 12'],
    [
      'the policy named by filed',
      ['public', 'events', 0, 'facts', 'policyDigest'],
      'ab',
      `public.events[0].facts.policyDigest value: ${document.policy.digest} → ab`,
    ],
    ['the digest of the policy', ['policy', 'digest'], 'ab', `policy.digest policy: ${document.policy.digest} → ab`],
    ['a clock', ['clocks', 0, 'elapsedMs'], 1, 'clocks[0].elapsedMs clock: 600000 → 1'],
    ['its metric', ['clocks', 0, 'metric'], 'update', 'clocks[0].metric clock: first_response → update'],
    ['a warning', ['clocks', 0, 'warningsFired', 0, 0], 75, 'clocks[0].warningsFired[0][0] clock: 50 → 75'],
    ['the reference', ['ticket'], 'ACME-124', 'ticket ticket: null → ACME-124'],
  ])('is exact: %s', (_, path, value, expected) => {
    expect(messagesFor(document, path, value)).toContain(expected)
  })

  it('for an instant that cannot be guessed is its entry', () => {
    expect(messagesFor(document, ['public', 'events', 1, 'at'], '2027-03-01T08:05:00.000Z')[0]).toMatch(
      /^public\.events\[1\] entry/,
    )
  })
  it('for text and salt is their path', () => {
    const salt = document.public.events[0]!.content!.salt.toUpperCase()
    for (const [field, value] of [
      ['body', 'ff'],
      ['salt', 'ff'],
      ['salt', salt],
    ] as const)
      expect(messagesFor(document, ['public', 'events', 0, 'content', field], value).join()).toMatch(
        /^public\.events\[0\]\.content words/,
      )
    expect(messagesFor(document, ['staff', 'events', 0, 'content', 'body'], 'x').join()).toMatch(
      /^staff\.events\[0\]\.content words/,
    )
  })
  it('for a target is the policy and the clocks that it moves', () => {
    const path = ['policy', 'definition', 'severities', 'S1', 'first_response', 'targetMinutes']
    const differences = messagesFor(document, path, 5)
    expect(differences[0]).toMatch(/^policy\.definition policy/)
    expect(differences.slice(1).join()).toContain('clocks[0].outcome clock: late → met')
  })
  it('for an invalid policy is its path', () => {
    expect(
      messagesFor(document, ['policy', 'definition', 'severities', 'S1', 'first_response', 'targetMinutes'], 'x'),
    ).toContainEqual(
      expect.stringMatching(/^policy\.definition\.severities\.S1\.first_response\.targetMinutes timeline/),
    )
    expect(messagesFor(document, ['public', 'events', 5, 'facts', 'to'], 'asleep')).toContainEqual(
      expect.stringMatching(/^public\.events\[5\]\.facts\.to timeline/),
    )
    expect(messagesFor(document, ['exported', 'at'], 'today')).toContainEqual(
      expect.stringMatching(/^exported\.at timeline/),
    )
  })
  it('for another complete policy is the whole policy, with its digest', () => {
    const other = exportOf(policyDefinition.parse({ calendars: {}, severities: {} }), timelineOf('0 filed S1'), [], {
      afterMs: 0,
      notes: [],
    })
    expect(verifyExport({ ...document, policy: other.policy }, null).differences[0]).toMatchObject({
      path: 'policy',
      problem: 'policy',
      expected: document.policy.digest,
    })
  })
  it('for an entry removed from the middle is reported once', () => {
    const cut = { ...document, public: { head, events: events.filter((_, index) => index !== 4) } }
    expect(verifyExport(cut, headOf(document)).differences.filter(({ problem }) => problem !== 'clock')).toEqual([
      { path: 'public.events[4]', seq: 6, problem: 'missing', expected: 5, found: 6 },
    ])
  })
  it('is a missing clock and an added one', () => {
    const [first, ...rest] = document.clocks
    expect(verifyExport({ ...document, clocks: rest }, null).differences).toEqual([
      { path: 'clocks', seq: null, problem: 'clockMissing', expected: 'first_response', found: null },
    ])
    expect(verifyExport({ ...document, clocks: [...document.clocks, first!] }, null).differences).toEqual([
      {
        path: `clocks[${document.clocks.length}]`,
        seq: null,
        problem: 'clockExtra',
        expected: null,
        found: 'first_response',
      },
    ])
  })
  it('for an earlier head of a longer record is the entry whose hash differs', () => {
    const { seq, hash } = events[3]!
    expect(verifyExport(document, { seq, hash }).chain).toBe('intact')
    expect(verifyExport(document, { seq, hash: events[2]!.hash }).differences).toEqual([
      { path: 'public.events[3].hash', seq, problem: 'rewritten', expected: events[2]!.hash, found: hash },
    ])
  })
})

describe('a known head', () => {
  const hash = 'ab'.repeat(32)
  it.each([`7:${hash}`, `Public record #7 ${hash}`, `公开记录 #7 ${hash.toUpperCase()}`, `  #7\n${hash} `])(
    'is accepted: %j',
    (text) => {
      expect(knownHead.parse(text)).toEqual({ seq: 7, hash })
    },
  )
  it.each(['', '7', hash, `7:${hash}0`, `x:${hash}`, `7:${hash.slice(1)}`, `0:${hash}`])('is refused: %j', (text) => {
    expect(knownHead.safeParse(text).success).toBe(false)
  })
})
