import { describe, expect, it } from 'vitest'
import { escalationDefinition, type EscalationState } from '../schema'
import { advance, type AdvanceContext, closePage, makeNextStepDue, nextCall, openPage } from './escalation.rules'
import {
  minute,
  t0,
  after,
  target,
  policy,
  everybody,
  nobody,
  allBut,
  base,
  describeDecision,
  advanceUntil,
  acknowledged,
  exhausted,
} from '@/tests/support/escalation'

describe('the steps of an escalation policy', () => {
  const sixSteps = [
    '0 notify ana #1.0',
    '5 notify bo #1.1',
    '10 notify cy #1.2',
    '15 notify ana #1.3',
    '20 notify bo #1.4',
    '25 notify cy #1.5',
  ]
  it.each<[string, Partial<AdvanceContext>, number, string[]]>([
    ['step 1 is due at once', {}, 4, sixSteps.slice(0, 1)],
    ['each step follows after the delay of the one before, then the repeats', {}, 29, sixSteps],
    [
      'an S1 persists until somebody acknowledges',
      {},
      40,
      [...sixSteps, '30 persist ana+bo+cy #1.6', '35 persist ana+bo+cy #1.9', '40 persist ana+bo+cy #1.12'],
    ],
    [
      'a lower severity becomes unanswered, and the managers are notified once',
      { severity: 'S2' },
      600,
      [...sixSteps, '30 unanswered managers told #1.6'],
    ],
    [
      'a step that reaches nobody is skipped at once, its gap recorded',
      { reached: allBut('ana') },
      5,
      ['0 skip #1.0 gaps ana', '0 notify bo #1.1', '5 notify cy #1.2'],
    ],
    [
      'two empty steps in a row',
      { reached: allBut('ana', 'bo') },
      5,
      [
        '0 skip #1.0 gaps ana',
        '0 skip #1.1 gaps bo',
        '0 notify cy #1.2',
        '5 skip #1.3 gaps ana',
        '5 skip #1.4 gaps bo',
        '5 notify cy #1.5',
      ],
    ],
    [
      'nobody anywhere: an S1 goes to the managers at once, repeatedly',
      { reached: nobody },
      5,
      [
        '0 skip #1.0 gaps ana',
        '0 skip #1.1 gaps bo',
        '0 skip #1.2 gaps cy',
        '0 persist nobody #1.3 gaps ana+bo+cy',
        '5 persist nobody #1.6 gaps ana+bo+cy',
      ],
    ],
    [
      'nobody anywhere: a lower severity persists too, because nothing was sent',
      { reached: nobody, severity: 'S3', urgency: 'low', sent: false },
      5,
      [
        '0 skip #1.0 gaps ana',
        '0 skip #1.1 gaps bo',
        '0 skip #1.2 gaps cy',
        '0 persist nobody #1.3 gaps ana+bo+cy',
        '5 persist nobody #1.6 gaps ana+bo+cy',
      ],
    ],
    [
      'an S2 of which nothing was ever sent persists like an S1',
      { severity: 'S2', sent: false },
      35,
      [...sixSteps, '30 persist ana+bo+cy #1.6', '35 persist ana+bo+cy #1.9'],
    ],
    [
      'at low urgency, a step that names a manager is skipped without a gap',
      { severity: 'S3', urgency: 'low', managers: new Set(['bo']) },
      600,
      [
        '0 notify ana #1.0',
        '5 notify cy #1.2',
        '10 notify ana #1.3',
        '15 notify cy #1.5',
        '20 unanswered managers told #1.6',
      ],
    ],
    [
      'at high urgency, a step that names a manager is used',
      { severity: 'S2', managers: new Set(['bo']) },
      5,
      ['0 notify ana #1.0', '5 notify bo #1.1'],
    ],
    [
      'at low urgency, a policy that names only managers goes to everybody whom a persisting page reaches',
      { severity: 'S4', urgency: 'low', sent: false, managers: new Set(['ana', 'bo', 'cy']) },
      0,
      ['0 persist nobody #1.3'],
    ],
  ])('%s', (_, context, until, log) => expect(advanceUntil(openPage(t0), after(until), context).log).toEqual(log))

  it('the others of a step are notified when one target is a gap, and nobody twice', () => {
    const wide = escalationDefinition.parse({
      steps: [{ delayMinutes: 5, targets: [target('ana'), target('bo'), { type: 'schedule', id: 'rota' }] }],
      repeats: 0,
    })
    const reached: AdvanceContext['reached'] = (one, at) =>
      one.type === 'schedule' ? { kind: 'reached', engineerId: 'ana' } : allBut('bo')(one, at)
    expect(advanceUntil(openPage(t0), t0, { reached }, wide).log).toEqual(['0 notify ana #1.0 gaps bo'])
  })

  it('a page becomes unanswered only if one of its notifications was sent', () => {
    const unsent = advanceUntil(openPage(t0), after(30), { severity: 'S2', sent: false })
    expect(advanceUntil(unsent.state, after(600), { severity: 'S2' }).log).toEqual(['35 unanswered managers told #1.9'])
  })

  it.each<[string, EscalationState, number, number | null]>([
    ['when all notifications of the last one failed', advanceUntil(openPage(t0), t0).state, 1, after(2)],
    ['not after a step of an earlier cycle', advanceUntil(openPage(t0), t0).state, 2, after(5)],
    ['not once the page is acknowledged', acknowledged(after(1)), 1, after(16)],
    ['not before the next persisting round', advanceUntil(openPage(t0), after(30)).state, 1, after(35)],
    ['not when the page is closed', closePage(openPage(t0), 'answered'), 1, null],
  ])('the next step becomes due early: %s', (_, state, cycle, due) =>
    expect(makeNextStepDue(state, cycle, after(2)).scheduledAt).toBe(due),
  )

  it('steps made due early count their delays from when they were due', () => {
    const advanced = makeNextStepDue(advanceUntil(openPage(t0), t0).state, 1, after(2))
    expect(advanceUntil(advanced, after(8)).log).toEqual(['2 notify bo #1.1', '7 notify cy #1.2'])
  })

  it('nothing happens before the scheduled instant, nor when it is processed twice', () => {
    const first = advance(policy, openPage(t0), { ...base, reached: everybody, now: t0 })
    const again = advance(policy, first.state, { ...base, reached: everybody, now: after(5) - 1 })
    expect(again).toEqual({ state: first.state, decisions: [] })
  })

  it('who is on call is determined at the scheduled instant, not when it is processed', () => {
    const asked: number[] = []
    const reached: AdvanceContext['reached'] = (one, at) => {
      asked.push(at)
      return everybody(one, at)
    }
    const { state } = advance(policy, openPage(t0), { ...base, reached, now: t0 + 59_000 })
    expect(asked).toEqual([t0])
    expect(state.scheduledAt).toBe(after(5))
  })
})

describe('lateness', () => {
  it.each<[string, number, string[], number]>([
    ['up to 60 s late counts as punctual and does not drift', 60_000, ['0 notify ana #1.0'], after(5)],
    [
      'a later step goes to those on call now, and later delays count from now',
      61_000,
      [`${61 / 60} notify ana #1.0 late 61 s`],
      t0 + 61_000 + 5 * minute,
    ],
    ['an hour of outage sends one step, not twelve', 60 * minute, ['60 notify ana #1.0 late 3600 s'], after(65)],
  ])('%s', (_, lateMs, log, next) => {
    const asked: number[] = []
    const { state, decisions } = advance(policy, openPage(t0), {
      ...base,
      now: t0 + lateMs,
      reached: (one, at) => {
        asked.push(at)
        return everybody(one, at)
      },
    })
    expect(decisions.map(describeDecision)).toEqual(log)
    expect(asked).toEqual([decisions[0]!.at])
    expect(state.scheduledAt).toBe(next)
  })

  it('records the lateness once when the late step is skipped', () => {
    const { decisions } = advance(policy, openPage(t0), { ...base, now: after(10), reached: allBut('ana') })
    expect(decisions.map(describeDecision)).toEqual(['10 skip #1.0 late 600 s gaps ana', '10 notify bo #1.1'])
  })
})

describe('the preview of the next steps if nobody acknowledges', () => {
  const coming = (state: EscalationState, context: Partial<AdvanceContext> = {}) => {
    const next = nextCall(policy, state, { ...base, reached: everybody, ...context })
    return next && [(next.at - t0) / minute, next.kind, ...next.engineerIds].join(' ')
  }
  const at = (minutes: number, severity: 'S1' | 'S2' = 'S1') =>
    advanceUntil(openPage(t0), after(minutes), { severity }).state

  it.each<[string, EscalationState, Partial<AdvanceContext>, string | null]>([
    ['after step 1 shows step 2', at(0), {}, '5 notify bo'],
    ['after the last step shows the first again', at(10), {}, '15 notify ana'],
    ['skips a step that reaches nobody at the same instant', at(0), { reached: allBut('bo') }, '5 notify cy'],
    ['when the repeats are used up shows everybody for an S1', at(25), {}, '30 persist ana bo cy'],
    [
      'when the repeats are used up shows the managers for other severities',
      at(25, 'S2'),
      { severity: 'S2' },
      '30 unanswered',
    ],
    ['continues while persisting', exhausted('S1'), {}, '35 persist ana bo cy'],
    ['unanswered, nothing', exhausted('S2'), { severity: 'S2' }, null],
    ['acknowledged, nothing', acknowledged(after(1)), {}, null],
    ['closed, nothing', closePage(at(0), 'answered'), {}, null],
  ])('%s', (_, state, context, expected) => expect(coming(state, context)).toBe(expected))

  it('agrees with what a worker then does', () => {
    for (const minutes of [0, 5, 10, 15, 20, 25, 30]) {
      const state = at(minutes)
      const [first] = advanceUntil(state, state.scheduledAt!).log
      expect(first).toContain(coming(state)!.split(' ').slice(0, 2).join(' '))
    }
  })
})
