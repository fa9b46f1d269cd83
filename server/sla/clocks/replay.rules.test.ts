import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { policies, timelines } from '@/tests/support/sla-arbitraries'
import { filedAt, instantOf, policyOf, type Targets, timelineOf } from '@/tests/support/sla-timeline'
import { evaluate } from '../evaluation/evaluate.rules'
import { addCells, compareTicket, type ReplayCell } from './replay.rules'

const inWords = ({ metric, severity, before, after, gained, lost }: ReplayCell) =>
  `${severity} ${metric} ${before.met}/${before.breached} → ${after.met}/${after.breached} +${gained} -${lost}`
const minutesLater = fc.integer({ min: 0, max: 3000 })

describe('two policies on one ticket', () => {
  it.each<[rule: string, pinned: Targets, candidate: Targets, events: string, cells: string[]]>([
    [
      'a breach that only the candidate has is gained',
      { S2: { first_response: 60 } },
      { S2: { first_response: 30 } },
      '0 filed S2 · 40 answer',
      ['S2 first_response 1/0 → 0/1 +1 -0'],
    ],
    [
      'a breach that only the pinned policy has is lost',
      { S2: { first_response: 30 } },
      { S2: { first_response: 60 } },
      '0 filed S2 · 40 answer',
      ['S2 first_response 0/1 → 1/0 +0 -1'],
    ],
    [
      'a breach that both have is neither, however late it is',
      { S2: { first_response: 10 } },
      { S2: { first_response: 30 } },
      '0 filed S2 · 40 answer',
      ['S2 first_response 0/1 → 0/1 +0 -0'],
    ],
    [
      'a target that only the candidate has counts on its side',
      { S2: {} },
      { S2: { first_response: 30 } },
      '0 filed S2 · 20 answer',
      ['S2 first_response 0/0 → 1/0 +0 -0'],
    ],
    [
      'a running clock counts as neither met nor breached',
      { S2: { resolution: 600 } },
      { S2: { resolution: 30 } },
      '0 filed S2',
      ['S2 resolution 0/0 → 0/1 +1 -0'],
    ],
    [
      'a cancelled clock counts only if it had breached',
      { S2: { resolution: 600 } },
      { S2: { resolution: 20 } },
      '0 filed S2 · 30 closed',
      ['S2 resolution 0/0 → 0/1 +1 -0'],
    ],
    [
      'a clock counts under the severity at its end',
      { S1: { first_response: 60 }, S3: { first_response: 60 } },
      { S1: { first_response: 60 }, S3: { first_response: 60 } },
      '0 filed S3 · 10 severity S1 · 20 answer · 30 severity S3',
      ['S1 first_response 1/0 → 1/0 +0 -0'],
    ],
    [
      'update cycles are compared by their start',
      { S2: { update: 60 } },
      { S2: { update: 30 } },
      '0 filed S2 · 10 answer · 20 answer · 60 answer',
      ['S2 update 2/0 → 1/2 +2 -0'],
    ],
  ])('%s', (_rule, pinned, candidate, events, cells) => {
    const found = compareTicket(policyOf(pinned), policyOf(candidate), timelineOf(events), instantOf(100))
    expect(found.map(inWords)).toEqual(cells)
  })

  it('the same policy on both sides gains and loses nothing', () => {
    fc.assert(
      fc.property(policies, timelines, minutesLater, (policy, events, minutes) => {
        const asOf = (events.at(-1)?.at ?? filedAt) + minutes * 60_000
        for (const cell of compareTicket(policy, structuredClone(policy), events, asOf))
          expect([cell.after, cell.gained, cell.lost]).toEqual([cell.before, 0, 0])
      }),
    )
  })

  it('counts as the evaluation does, and gained minus lost is the difference', () => {
    fc.assert(
      fc.property(policies, policies, timelines, minutesLater, (pinned, candidate, events, minutes) => {
        const asOf = (events.at(-1)?.at ?? filedAt) + minutes * 60_000
        const cells = addCells([], compareTicket(pinned, candidate, events, asOf))
        const sum = (part: (cell: ReplayCell) => number) => cells.reduce((total, cell) => total + part(cell), 0)
        const count = (policy: typeof pinned) => {
          const clocks = evaluate(policy, events, asOf)
          return [
            clocks.filter((clock) => clock.outcome === 'met').length,
            clocks.filter((clock) => clock.breachedAt !== null).length,
          ]
        }
        expect([sum((cell) => cell.before.met), sum((cell) => cell.before.breached)]).toEqual(count(pinned))
        expect([sum((cell) => cell.after.met), sum((cell) => cell.after.breached)]).toEqual(count(candidate))
        expect(sum((cell) => cell.gained - cell.lost)).toBe(sum((cell) => cell.after.breached - cell.before.breached))
      }),
    )
  })
})
