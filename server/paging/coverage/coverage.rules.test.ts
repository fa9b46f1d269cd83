import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Layer, Override, ScheduleFacts } from '@/server/oncall/schema'
import type { EscalationTarget } from '../schema'
import { type CoverageFacts, coverageOver } from './coverage.rules'
import { peopleNamedBy, reachOf } from './reach.rules'
import { urgencyOf } from '../policy/triggers.rules'
import type { Severity } from '@/server/vocabulary/severity'

const at = (text: string) => Date.parse(text)
const from = at('2026-11-20T00:00:00Z')
const to = at('2026-11-30T00:00:00Z')

const layer = (more: Partial<Layer>): Layer => ({
  id: 'l',
  start: '2026-11-01T00:00',
  rotation: { unit: 'day', length: 1 },
  participants: ['ana'],
  restrictions: [],
  ...more,
})
const plan = (layers: Layer[], overrides: Override[] = [], timeZone = 'UTC'): ScheduleFacts => ({
  timeZone,
  versions: [{ inForceFrom: null, layers }],
  overrides,
})
const everybody = new Set(['ana', 'bo', 'mia'])
const teams = new Map([
  ['pair', ['ana', 'bo']],
  ['lone', ['eve']],
  ['empty', []],
])
const facts = (schedules: Record<string, ScheduleFacts>, high = everybody, low = high): CoverageFacts => ({
  schedules: new Map(Object.entries(schedules)),
  teams,
  reachable: { high: high, low: low },
})
const schedule = (id: string): EscalationTarget => ({ type: 'schedule', id })
const engineer = (id: string): EscalationTarget => ({ type: 'engineer', id })
const steps = (...targets: EscalationTarget[][]) => ({
  steps: targets.map((one) => ({ delayMinutes: 5, targets: one })),
})

describe('a proof of coverage', () => {
  it('is empty where somebody is always on call and can be reached', () => {
    const proof = coverageOver(facts({ night: plan([layer({})]) }), from, to)(steps([schedule('night')]), 'S1')
    expect(proof).toEqual({ severity: 'S1', gaps: [], stepGaps: [[]] })
  })

  it('names the hours in which nobody is on call, to the millisecond', () => {
    const days = plan([
      layer({
        restrictions: [{ type: 'weekly', from: { day: 'MON', time: '00:00' }, to: { day: 'FRI', time: '20:00' } }],
      }),
    ])
    const proof = coverageOver(facts({ days }), from, to)(steps([schedule('days')]), 'S1')
    expect(proof.gaps).toEqual(
      [
        { from: at('2026-11-20T20:00:00Z'), to: at('2026-11-23T00:00:00Z'), reason: 'nobody_on_call', engineerIds: [] },
        { from: at('2026-11-27T20:00:00Z'), to, reason: 'nobody_on_call', engineerIds: [] },
      ].map((gap) => ({ ...gap, to: Math.min(gap.to, to) })),
    )
  })

  it('names those on call who have no verified contact method', () => {
    const turns = plan([layer({ participants: ['ana', 'eve'], start: '2026-11-20T00:00' })])
    const proof = coverageOver(facts({ turns }), from, from + 3 * 86_400_000)(steps([schedule('turns')]), 'S2')
    expect(proof.gaps).toEqual([
      {
        from: at('2026-11-21T00:00:00Z'),
        to: at('2026-11-22T00:00:00Z'),
        reason: 'no_verified_method',
        engineerIds: ['eve'],
      },
    ])
  })

  it('is made per severity, whose urgency decides who can be reached', () => {
    const proof = coverageOver(facts({}, everybody, new Set()), from, to)
    expect(proof(steps([engineer('ana')]), 'S2').gaps).toEqual([])
    expect(proof(steps([engineer('ana')]), 'S3').gaps).toMatchObject([{ from, to, reason: 'no_verified_method' }])
  })

  it('lists a gap of a step even where the policy has none because a later step reaches somebody', () => {
    const empty = plan([layer({ participants: [] })])
    const proof = coverageOver(facts({ empty }), from, to)(steps([schedule('empty')], [engineer('bo')]), 'S1')
    expect(proof.gaps).toEqual([])
    expect(proof.stepGaps).toEqual([[{ from, to, reason: 'nobody_on_call', engineerIds: [] }], []])
  })

  it('counts only the steps of a severity', () => {
    const proof = coverageOver(facts({}), from, to)
    const policy = { steps: [{ delayMinutes: 5, targets: [engineer('ana')], severities: ['S1' as const] }] }
    expect(proof(policy, 'S1').gaps).toEqual([])
    expect(proof(policy, 'S2')).toMatchObject({ gaps: [{ from, to, reason: 'nobody_on_call' }], stepGaps: [[]] })
  })

  it('treats a missing schedule as nobody, and an empty range as covered', () => {
    expect(coverageOver(facts({}), from, to)(steps([schedule('gone')]), 'S1').gaps).toMatchObject([
      { from, to, reason: 'nobody_on_call' },
    ])
    expect(coverageOver(facts({}), from, from)(steps([schedule('gone')]), 'S1').gaps).toEqual([])
  })

  it('finds a gap that daylight saving causes in a window of a skipped hour', () => {
    const nights = plan(
      [
        layer({ restrictions: [{ type: 'daily', from: '03:00', to: '02:00' }] }),
        layer({ id: 'hour', restrictions: [{ type: 'daily', from: '02:00', to: '03:00' }] }),
      ],
      [],
      'Europe/Berlin',
    )
    const spring = [at('2027-03-27T12:00:00Z'), at('2027-03-29T12:00:00Z')] as const
    expect(coverageOver(facts({ nights }), ...spring)(steps([schedule('nights')]), 'S1').gaps).toEqual([])
    const autumn = [at('2026-10-24T12:00:00Z'), at('2026-10-26T12:00:00Z')] as const
    const one = plan(
      [layer({ start: '2026-10-01T00:00', restrictions: [{ type: 'daily', from: '03:00', to: '02:00' }] })],
      [],
      'Europe/Berlin',
    )
    // 02:00 occurs twice: the window closes at the first and opens at 03:00, two hours later.
    expect(coverageOver(facts({ one }), ...autumn)(steps([schedule('one')]), 'S1').gaps).toMatchObject([
      { from: at('2026-10-25T00:00:00Z'), to: at('2026-10-25T02:00:00Z') },
      { from: at('2026-10-26T01:00:00Z'), to: at('2026-10-26T02:00:00Z') },
    ])
  })
})

const people = ['ana', 'bo', 'mia', 'eve']
const quarter = fc.integer({ min: -96, max: 1100 }).map((count) => from + count * 900_000)
const time = fc.integer({ min: 0, max: 95 }).map((count) => new Date(count * 900_000).toISOString().slice(11, 16))
const layerArb = fc
  .record({
    start: quarter.map((one) => new Date(one).toISOString().slice(0, 16)),
    unit: fc.constantFrom('hour' as const, 'day' as const, 'week' as const),
    length: fc.integer({ min: 1, max: 9 }),
    participants: fc.array(fc.constantFrom(...people), { maxLength: 3 }),
    window: fc.option(fc.tuple(time, time)),
  })
  .map(({ start, unit, length, participants, window }) =>
    layer({
      start,
      rotation: { unit, length },
      participants,
      restrictions: window ? [{ type: 'daily', from: window[0], to: window[1] }] : [],
    }),
  )
const overrideArb: fc.Arbitrary<Override> = fc
  .record({ person: fc.constantFrom(...people), start: quarter, length: fc.integer({ min: 1, max: 300_000_000 }) })
  .map(({ person, start, length }) => ({
    id: 'o',
    kind: 'onCall',
    person,
    coversFor: null,
    start,
    end: start + length,
    createdAt: from - 1,
    removedAt: null,
  }))
const scheduleArb = fc
  .record({
    layers: fc.array(layerArb, { maxLength: 2 }),
    overrides: fc.array(overrideArb, { maxLength: 3 }),
    zone: fc.constantFrom('UTC', 'America/New_York', 'Asia/Kathmandu'),
  })
  .map(({ layers, overrides, zone }) => plan(layers, overrides, zone))
const targetArb = fc.oneof(
  fc.record({
    type: fc.constantFrom('team' as const, 'roundRobin' as const),
    id: fc.constantFrom('pair', 'lone', 'empty', 'unknown'),
  }),
  fc.constantFrom('a', 'b', 'unknown').map(schedule),
  fc.constantFrom(...people).map(engineer),
)
const policyArb = fc
  .array(fc.array(targetArb, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
  .map((targets) => steps(...targets))

describe('for every schedule, a proof of coverage', { timeout: 60_000 }, () => {
  it('agrees at every instant with whom the targets reach then', () => {
    fc.assert(
      fc.property(
        fc.tuple(scheduleArb, scheduleArb),
        policyArb,
        fc.tuple(fc.subarray(people), fc.subarray(people)),
        fc.constantFrom<Severity>('S1', 'S2', 'S3', 'S4'),
        fc.array(fc.integer({ min: 0, max: to - from - 1 }), { minLength: 6, maxLength: 6 }),
        ([a, b], policy, [high, low], severity, picks) => {
          const known = facts({ a, b }, new Set(high), new Set(low))
          const proof = coverageOver(known, from, to)(policy, severity)
          const reachable = known.reachable[urgencyOf(severity)]
          // Also the edges of the gaps, where an off-by-one error would show.
          const probes = picks.map((pick) => from + pick)
          for (const gap of [...proof.gaps, ...proof.stepGaps.flat()])
            probes.push(...[gap.from - 1, gap.from, gap.to - 1, gap.to].filter((one) => one >= from && one < to))
          for (const probe of probes) {
            const found = policy.steps.map((step) =>
              step.targets.map((target) => reachOf({ ...known, reachable }, target, probe)),
            )
            const within = (gaps: readonly { from: number; to: number }[]) =>
              gaps.find((gap) => gap.from <= probe && probe < gap.to)
            found.forEach((reaches, index) => {
              const missed = reaches.every(({ kind }) => kind === 'gap')
              expect(within(proof.stepGaps[index]!) !== undefined, new Date(probe).toISOString()).toBe(missed)
            })
            const all = found.flat()
            const gap = within(proof.gaps) as (typeof proof.gaps)[number] | undefined
            expect(gap !== undefined).toBe(all.every(({ kind }) => kind === 'gap'))
            if (!gap) continue
            const unreached = new Set(
              policy.steps.flatMap((step) => step.targets.flatMap((target) => peopleNamedBy(known, target, probe))),
            )
            expect(new Set(gap.engineerIds)).toEqual(unreached)
            expect(gap.reason).toBe(unreached.size > 0 ? 'no_verified_method' : 'nobody_on_call')
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  it('has gaps in order and within the range, adjacent only when they name different people', () => {
    fc.assert(
      fc.property(scheduleArb, scheduleArb, policyArb, (a, b, policy) => {
        const { gaps } = coverageOver(facts({ a, b }), from, to)(policy, 'S1')
        gaps.forEach((gap, index) => {
          expect(gap.from).toBeGreaterThanOrEqual(from)
          expect(gap.to).toBeLessThanOrEqual(to)
          expect(gap.to).toBeGreaterThan(gap.from)
          const next = gaps[index + 1]
          if (!next) return
          expect(next.from).toBeGreaterThanOrEqual(gap.to)
          if (next.from === gap.to) expect(next.engineerIds).not.toEqual(gap.engineerIds)
        })
      }),
    )
  })
})
