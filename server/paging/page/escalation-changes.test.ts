import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EscalationState, escalationState } from '../schema'
import {
  acknowledge,
  type AcknowledgementFacts,
  advance,
  closePage,
  followTicket,
  joinTrigger,
  openPage,
} from './escalation.rules'
import { urgencyOf } from '../policy/triggers.rules'
import {
  t0,
  after,
  policy,
  allBut,
  base,
  quiet,
  advanceUntil,
  acknowledged,
  exhausted,
} from '@/tests/support/escalation'

describe('a trigger that joins an open page', () => {
  const breach = { kind: 'breach', answered: false }
  it.each<[string, EscalationState, { kind: string; answered: boolean }, boolean]>([
    ['a breach reopens an acknowledged page of an unanswered ticket', acknowledged(after(1)), breach, true],
    [
      'a breach does not reopen the page once the ticket is answered',
      acknowledged(after(1)),
      { ...breach, answered: true },
      false,
    ],
    [
      'a warning is only listed on an acknowledged page',
      acknowledged(after(1)),
      { kind: 'warning', answered: false },
      false,
    ],
    ['any trigger is only listed on an open page', openPage(t0), breach, false],
    ['any trigger reopens an unanswered page', exhausted('S2'), { kind: 'warning', answered: false }, true],
    ['a closed page stays closed', closePage(openPage(t0), 'resolved'), breach, false],
  ])('%s', (_, state, trigger, reopens) => {
    const result = joinTrigger(state, trigger, after(40))
    expect(result.reopened).toBe(reopens)
    if (reopens) expect(result.state).toEqual({ ...openPage(after(40)), cycle: state.cycle + 1 })
    else expect(result.state).toBe(state)
  })
})

describe('a ticket that changes', () => {
  it.each<[string, EscalationState, AcknowledgementFacts, number, Partial<EscalationState>]>([
    [
      'a customer writes again: the acknowledgement ends at the new warning',
      acknowledged(after(1)),
      { severity: 'S1', responseWarningAt: after(9) },
      4,
      { state: 'acknowledged', scheduledAt: after(9) },
    ],
    [
      'raised after the shorter timeout has passed: the acknowledgement ends now, not in the past',
      acknowledged(after(1), { severity: 'S2' }),
      quiet,
      20,
      { state: 'acknowledged', scheduledAt: after(20) },
    ],
    [
      'an expiry that is due but not yet processed stays due',
      acknowledged(after(1)),
      { severity: 'S4', responseWarningAt: null },
      20,
      { scheduledAt: after(16) },
    ],
    [
      'raised to S1, an unanswered page persists at once',
      exhausted('S2'),
      quiet,
      45,
      { state: 'open', nextAction: 'persist', scheduledAt: after(45), cycle: 1 },
    ],
    [
      'raised to S2, an unanswered page stays unanswered',
      exhausted('S2'),
      { severity: 'S2', responseWarningAt: null },
      45,
      { state: 'unanswered' },
    ],
    [
      'an open page keeps its step',
      openPage(t0),
      { severity: 'S4', responseWarningAt: after(2) },
      1,
      { scheduledAt: t0 },
    ],
  ])('%s', (_, state, facts, now, expected) =>
    expect(followTicket(policy, state, facts, after(now))).toMatchObject(expected),
  )

  it('lowered while persisting becomes unanswered at the next round; raised again it persists, and managers are notified once', () => {
    const lowered = advanceUntil(exhausted('S1'), after(60), { severity: 'S2' })
    expect(lowered.log).toEqual(['35 unanswered managers told #1.9'])
    const raised = advanceUntil(followTicket(policy, lowered.state, quiet, after(70)), after(75))
    expect(raised.log).toEqual(['70 persist ana+bo+cy #1.12', '75 persist ana+bo+cy #1.15'])
    expect(advanceUntil(raised.state, after(600), { severity: 'S3' }).log).toEqual([
      '80 unanswered managers know #1.18',
    ])
  })
})

it.each([openPage(t0), acknowledged(after(1)), exhausted('S1'), exhausted('S2')])(
  'closing leaves nothing pending, permanently (%#)',
  (state) => {
    const closed = closePage(state, 'answered')
    expect(closed).toMatchObject({ state: 'closed', nextAction: null, scheduledAt: null, closeReason: 'answered' })
    expect(advanceUntil(closed, after(1000)).log).toEqual([])
    expect(closePage(closed, 'resolved')).toBe(closed)
    expect(followTicket(policy, closed, quiet, after(50))).toBe(closed)
  },
)

it('whatever happens, every notification has a distinct key, the state is plain data and time advances', () => {
  const move = fc.oneof(
    fc.record({ kind: fc.constant('advance' as const), reach: fc.subarray(['ana', 'bo', 'cy']) }),
    fc.record({
      kind: fc.constantFrom('acknowledge' as const, 'breach' as const, 'warning' as const, 'follow' as const),
    }),
  )
  const severity = fc.constantFrom('S1' as const, 'S2' as const, 'S3' as const)
  fc.assert(
    fc.property(
      fc.array(fc.tuple(move, severity, fc.integer({ min: 0, max: 900 })), { maxLength: 40 }),
      fc.boolean(),
      (moves, sent) => {
        let state = openPage(t0)
        let now = t0
        const keys = new Set<string>()
        for (const [one, of, seconds] of moves) {
          now += seconds * 1000
          const facts = { severity: of, responseWarningAt: now + 300_000 }
          if (one.kind === 'acknowledge') state = acknowledge(policy, state, now, { ...facts, answered: false }).state
          else if (one.kind === 'follow') state = followTicket(policy, state, facts, now)
          else if (one.kind !== 'advance') state = joinTrigger(state, { kind: one.kind, answered: false }, now).state
          else {
            const absent = ['ana', 'bo', 'cy'].filter((id) => !one.reach.includes(id))
            const step = advance(policy, state, {
              ...base,
              severity: of,
              urgency: urgencyOf(of),
              sent,
              now,
              reached: allBut(...absent),
            })
            for (const decision of step.decisions) {
              if (decision.kind === 'reopen') continue
              const key = `${decision.cycle}.${decision.ordinal}`
              expect(keys.has(key), key).toBe(false)
              keys.add(key)
              expect(decision.at).toBeLessThanOrEqual(now)
            }
            state = step.state
            if (state.scheduledAt !== null) expect(state.scheduledAt).toBeGreaterThan(now)
          }
          expect(escalationState.parse(JSON.parse(JSON.stringify(state)))).toEqual(state)
        }
      },
    ),
    { numRuns: 500 },
  )
})
