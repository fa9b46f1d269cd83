import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EscalationDefinition, escalationDefinition, type EscalationState, escalationState } from '../schema'
import {
  acknowledge,
  type AcknowledgementFacts,
  advance,
  type AdvanceContext,
  closePage,
  type Decision,
  expireAcknowledgement,
  followTicket,
  makeNextStepDue,
  joinTrigger,
  nextCall,
  openPage,
  reassign,
  snooze,
} from './escalation.rules'
import { urgencyOf } from '../policy/triggers.rules'

const minute = 60_000
const t0 = Date.parse('2027-03-13T18:00:00.000Z')
const after = (minutes: number) => t0 + minutes * minute
const target = (id: string) => ({ type: 'engineer' as const, id })

/** Steps at 0, 5 and 10 min, repeated once at 15, 20 and 25 min; the repeats are used up at 30 min. */
const policy: EscalationDefinition = escalationDefinition.parse({
  steps: ['ana', 'bo', 'cy'].map((id) => ({ delayMinutes: 5, targets: [target(id)] })),
  repeats: 1,
})
const everybody: AdvanceContext['reached'] = (one) => ({ kind: 'reached', engineerId: one.id })
const nobody: AdvanceContext['reached'] = () => ({ kind: 'gap', reason: 'nobody_on_call', engineerId: null })
const allBut =
  (...absent: string[]): AdvanceContext['reached'] =>
  (one, at) =>
    absent.includes(one.id) ? { kind: 'gap', reason: 'no_verified_method', engineerId: one.id } : everybody(one, at)

/** An S1 page of high urgency of which a notification was sent. */
const base = { severity: 'S1', urgency: 'high', sent: true, managers: new Set<string>() } as const
const quiet: AcknowledgementFacts = { severity: 'S1', responseWarningAt: null }

/**
 * Formats a decision, such as `5 notify bo #1.1`: minute, kind, people, cycle and ordinal; then lateness and gaps if
 * any.
 */
function describeDecision(decision: Decision): string {
  const at = (decision.at - t0) / minute
  if (decision.kind === 'reopen') return `${at} reopen as cycle ${decision.cycle}`
  const words: (string | number)[] = [at, decision.kind]
  if ('engineerIds' in decision) words.push(decision.engineerIds.join('+') || 'nobody')
  if (decision.kind === 'unanswered') words.push(decision.shouldNotifyManagers ? 'managers told' : 'managers know')
  words.push(`#${decision.cycle}.${decision.ordinal}`)
  if (decision.lateMs !== null) words.push(`late ${decision.lateMs / 1000} s`)
  if (decision.gaps.length > 0) words.push(`gaps ${decision.gaps.map((gap) => gap.target.id).join('+')}`)
  return words.join(' ')
}

/** Advances the state at each scheduled instant up to `until`, like a worker that is never late. */
function advanceUntil(
  from: EscalationState,
  until: number,
  context: Partial<AdvanceContext> = {},
  by: EscalationDefinition = policy,
): { state: EscalationState; log: string[] } {
  let state = from
  const log: string[] = []
  while (state.scheduledAt !== null && state.scheduledAt <= until) {
    const step = advance(by, state, { ...base, reached: everybody, now: state.scheduledAt, ...context })
    log.push(...step.decisions.map(describeDecision))
    state = step.state
  }
  return { state, log }
}
const acknowledged = (
  at: number,
  facts: Partial<AcknowledgementFacts> = {},
  from = advanceUntil(openPage(t0), at).state,
) => acknowledge(policy, from, at, { ...quiet, ...facts, answered: false }).state
const exhausted = (severity: 'S1' | 'S2') => advanceUntil(openPage(t0), after(30), { severity }).state

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
    ['step 1 at once', {}, 4, sixSteps.slice(0, 1)],
    ['each step after the delay of the one before, then the repeats', {}, 29, sixSteps],
    [
      'an S1 persists until somebody acknowledges',
      {},
      40,
      [...sixSteps, '30 persist ana+bo+cy #1.6', '35 persist ana+bo+cy #1.9', '40 persist ana+bo+cy #1.12'],
    ],
    [
      'a lower severity is marked unanswered, and the managers are told once',
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
      'nobody anywhere: an S1 goes to the managers at once, and again',
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
      'nobody anywhere: a lower severity persists too, for nothing was sent',
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
      'of which nothing was ever sent, an S2 persists as an S1 does',
      { severity: 'S2', sent: false },
      35,
      [...sixSteps, '30 persist ana+bo+cy #1.6', '35 persist ana+bo+cy #1.9'],
    ],
    [
      'of low urgency, a step that names a manager is passed over without a gap',
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
      'urgent, a step that names a manager is taken',
      { severity: 'S2', managers: new Set(['bo']) },
      5,
      ['0 notify ana #1.0', '5 notify bo #1.1'],
    ],
    [
      'of low urgency and naming managers alone, it goes to everybody whom a persisting page reaches',
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
    [
      'the next step is due at once when all of the last one has failed',
      advanceUntil(openPage(t0), t0).state,
      1,
      after(2),
    ],
    ['not for a step of an earlier cycle', advanceUntil(openPage(t0), t0).state, 2, after(5)],
    ['not once it is acknowledged', acknowledged(after(1)), 1, after(16)],
    ['not before the next persisting round', advanceUntil(openPage(t0), after(30)).state, 1, after(35)],
    ['not when it is closed', closePage(openPage(t0), 'answered'), 1, null],
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
    ['up to 60 s counts as in time and does not drift', 60_000, ['0 notify ana #1.0'], after(5)],
    [
      'more goes to those on call now, later delays count from now',
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

describe('acknowledgement', () => {
  it.each<[string, number, Partial<AcknowledgementFacts>, number]>([
    ['S1 holds 15 minutes', 3, {}, 18],
    ['S2 holds 30 minutes', 3, { severity: 'S2' }, 33],
    ['until the 90 % warning, when that is earlier', 3, { responseWarningAt: after(13.5) }, 13.5],
    ['a later warning does not lengthen it', 3, { responseWarningAt: after(60) }, 18],
    ['but at least 2 minutes', 13, { responseWarningAt: after(13.5) }, 15],
    ['also when the warning is already behind', 14, { responseWarningAt: after(13.5) }, 16],
  ])('%s', (_, at, facts, expiresAt) => {
    const state = acknowledged(after(at), facts)
    expect(state).toMatchObject({ state: 'acknowledged', nextAction: 'ack_expire', acknowledgedAt: after(at) })
    expect(state.scheduledAt).toBe(after(expiresAt))
  })

  it.each<[string, EscalationState, string]>([
    ['an open page', openPage(t0), 'acknowledged'],
    ['a persisting page', exhausted('S1'), 'acknowledged'],
    ['an unanswered page', exhausted('S2'), 'acknowledged'],
    ['a page that somebody has', acknowledged(after(1)), 'alreadyAcknowledged'],
    ['a closed page', closePage(openPage(t0), 'answered'), 'closed'],
  ])('of %s', (_, state, outcome) => {
    const result = acknowledge(policy, state, after(2), { ...quiet, answered: false })
    expect(result.outcome).toBe(outcome)
    if (outcome === 'acknowledged') expect(result.state.state).toBe('acknowledged')
    else expect(result.state).toBe(state)
  })

  it('of an answered ticket never expires', () => {
    const { state } = acknowledge(policy, openPage(t0), t0, { ...quiet, answered: true })
    expect(state).toMatchObject({ state: 'acknowledged', nextAction: null, scheduledAt: null })
  })

  it('stops the escalation; if it expires, the page reopens at step 1 as a new cycle', () => {
    const { log } = advanceUntil(acknowledged(after(6)), after(26))
    expect(log).toEqual(['21 reopen as cycle 2', '21 notify ana #2.0', '26 notify bo #2.1'])
  })

  it('does not expire a millisecond early', () => {
    const state = acknowledged(after(6))
    expect(expireAcknowledgement(state, after(21) - 1)).toEqual({ expired: false, state })
    expect(expireAcknowledgement(state, after(21)).state).toMatchObject({ state: 'open', cycle: 2, stepIndex: 0 })
  })

  it('that a second click finds expired reopens the page and acknowledges it at once', () => {
    const result = acknowledge(policy, acknowledged(after(6)), after(22), { ...quiet, answered: false })
    expect(result.outcome).toBe('acknowledged')
    expect(result.state).toMatchObject({ state: 'acknowledged', cycle: 2, scheduledAt: after(37) })
  })

  it('that expires during an outage reopens the page with the lateness recorded', () => {
    const { decisions } = advance(policy, acknowledged(after(6)), {
      ...base,
      reached: everybody,
      now: after(51),
    })
    expect(decisions.map(describeDecision)).toEqual(['21 reopen as cycle 2', '51 notify ana #2.0 late 1800 s'])
  })
})

describe('a snooze', () => {
  const snoozed = (at: number, until: number, facts: Partial<AcknowledgementFacts> = {}, from = openPage(t0)) =>
    snooze(policy, from, after(at), after(until), { ...quiet, ...facts })

  it.each<[string, number, number, Partial<AcknowledgementFacts>, number]>([
    ['lasts until its instant, longer than an acknowledgement', 3, 63, {}, 63],
    ['or shorter', 3, 8, {}, 8],
    ['but no promise waits for it', 3, 63, { responseWarningAt: after(13.5) }, 13.5],
    ['and at least 2 minutes', 13, 63, { responseWarningAt: after(13.5) }, 15],
  ])('%s', (_, at, until, facts, expiresAt) => {
    const { state } = snoozed(at, until, facts)
    expect(state).toMatchObject({ state: 'acknowledged', nextAction: 'ack_expire', acknowledgedAt: after(at) })
    expect(state.scheduledAt).toBe(after(expiresAt))
  })

  it.each<[string, EscalationState, string]>([
    ['an open page', openPage(t0), 'snoozed'],
    ['a page that somebody has', acknowledged(after(1)), 'snoozed'],
    ['a page that was snoozed', snoozed(1, 30).state, 'snoozed'],
    ['an unanswered page', exhausted('S2'), 'snoozed'],
    ['a closed page', closePage(openPage(t0), 'answered'), 'closed'],
  ])('of %s', (_, state, outcome) => expect(snoozed(2, 60, {}, state).outcome).toBe(outcome))

  it('that ends reopens the page at step 1; the next acknowledgement lasts as usual', () => {
    const { state, log } = advanceUntil(snoozed(3, 63).state, after(64))
    expect(log).toEqual(['63 reopen as cycle 2', '63 notify ana #2.0'])
    expect(state.snoozedUntil).toBeNull()
    const again = acknowledge(policy, state, after(64), { ...quiet, answered: false })
    expect(again.state.scheduledAt).toBe(after(79))
  })

  it('ends earlier when a warning comes nearer, and at its own instant without one', () => {
    const nearer = followTicket(policy, snoozed(3, 63).state, { ...quiet, responseWarningAt: after(20) }, after(4))
    expect(nearer.scheduledAt).toBe(after(20))
    expect(followTicket(policy, nearer, quiet, after(5)).scheduledAt).toBe(after(63))
  })

  it('ends at a breach', () => {
    const { reopened, state } = joinTrigger(snoozed(3, 63).state, { kind: 'breach', answered: false }, after(15))
    expect([reopened, state.scheduledAt, state.snoozedUntil]).toEqual([true, after(15), null])
  })
})

describe('a page reassigned to somebody else', () => {
  it.each<[string, EscalationState]>([
    ['open', openPage(t0)],
    ['acknowledged', acknowledged(after(1))],
    ['unanswered', exhausted('S2')],
  ])('%s, notifies them at once, then continues from step 2', (_, from) => {
    const given = reassign(policy, from, after(40), 'dee')
    const cycle = from.cycle + 1
    const first = advance(given.policy, given.state, { ...base, reached: everybody, now: after(40) })
    expect(first.decisions.map(describeDecision)).toEqual([`40 notify dee #${cycle}.0`])
    // From here on the page's own policy applies, so its repeat begins with Ana again.
    const { log } = advanceUntil(first.state, after(55))
    expect(log).toEqual([`45 notify bo #${cycle}.1`, `50 notify cy #${cycle}.2`, `55 notify ana #${cycle}.3`])
  })

  it('who cannot be reached continues at step 2 at once', () => {
    const given = reassign(policy, openPage(t0), after(1), 'dee')
    const { decisions } = advance(given.policy, given.state, { ...base, reached: allBut('dee'), now: after(1) })
    expect(decisions.map(describeDecision)).toEqual(['1 skip #2.0 gaps dee', '1 notify bo #2.1'])
  })

  it('closed, stays closed', () => {
    const closed = closePage(openPage(t0), 'answered')
    expect(reassign(policy, closed, after(1), 'dee')).toMatchObject({ outcome: 'closed', state: closed })
  })
})

describe('a trigger that joins an open page', () => {
  const breach = { kind: 'breach', answered: false }
  it.each<[string, EscalationState, { kind: string; answered: boolean }, boolean]>([
    ['a breach joining an acknowledged, unanswered page opens it again', acknowledged(after(1)), breach, true],
    ['not once it is answered', acknowledged(after(1)), { ...breach, answered: true }, false],
    [
      'a warning joining an acknowledged page is only listed',
      acknowledged(after(1)),
      { kind: 'warning', answered: false },
      false,
    ],
    ['anything joining an open page is only listed', openPage(t0), breach, false],
    ['a page that went unanswered is opened again', exhausted('S2'), { kind: 'warning', answered: false }, true],
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
      'raised after the shorter timeout has passed: it ends now, not in the past',
      acknowledged(after(1), { severity: 'S2' }),
      quiet,
      20,
      { state: 'acknowledged', scheduledAt: after(20) },
    ],
    [
      'an expiry that is due and not yet processed stays due',
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
      'raised to S2, it stays unanswered',
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

describe('the preview of the next steps if nobody acknowledges', () => {
  const coming = (state: EscalationState, context: Partial<AdvanceContext> = {}) => {
    const next = nextCall(policy, state, { ...base, reached: everybody, ...context })
    return next && [(next.at - t0) / minute, next.kind, ...next.engineerIds].join(' ')
  }
  const at = (minutes: number, severity: 'S1' | 'S2' = 'S1') =>
    advanceUntil(openPage(t0), after(minutes), { severity }).state

  it.each<[string, EscalationState, Partial<AdvanceContext>, string | null]>([
    ['after step 1, step 2', at(0), {}, '5 notify bo'],
    ['after the last step, the first again', at(10), {}, '15 notify ana'],
    ['a step that reaches nobody is passed over in the same instant', at(0), { reached: allBut('bo') }, '5 notify cy'],
    ['when the repeats are used up, everybody for an S1', at(25), {}, '30 persist ana bo cy'],
    ['and the managers for others', at(25, 'S2'), { severity: 'S2' }, '30 unanswered'],
    ['persisting goes on', exhausted('S1'), {}, '35 persist ana bo cy'],
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
