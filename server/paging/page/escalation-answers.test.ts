import { describe, expect, it } from 'vitest'
import type { EscalationState } from '../schema'
import {
  acknowledge,
  type AcknowledgementFacts,
  advance,
  closePage,
  expireAcknowledgement,
  followTicket,
  joinTrigger,
  openPage,
  reassign,
  snooze,
} from './escalation.rules'
import {
  t0,
  after,
  policy,
  everybody,
  allBut,
  base,
  quiet,
  describeDecision,
  advanceUntil,
  acknowledged,
  exhausted,
} from '@/tests/support/escalation'

describe('acknowledgement', () => {
  it.each<[string, number, Partial<AcknowledgementFacts>, number]>([
    ['S1 holds 15 minutes', 3, {}, 18],
    ['S2 holds 30 minutes', 3, { severity: 'S2' }, 33],
    ['lasts until the 90 % warning, when that is earlier', 3, { responseWarningAt: after(13.5) }, 13.5],
    ['is not extended by a later warning', 3, { responseWarningAt: after(60) }, 18],
    ['lasts at least 2 minutes', 13, { responseWarningAt: after(13.5) }, 15],
    ['lasts at least 2 minutes even when the warning has passed', 14, { responseWarningAt: after(13.5) }, 16],
  ])('%s', (_, at, facts, expiresAt) => {
    const state = acknowledged(after(at), facts)
    expect(state).toMatchObject({ state: 'acknowledged', nextAction: 'ack_expire', acknowledgedAt: after(at) })
    expect(state.scheduledAt).toBe(after(expiresAt))
  })

  it.each<[string, EscalationState, string]>([
    ['an open page', openPage(t0), 'acknowledged'],
    ['a persisting page', exhausted('S1'), 'acknowledged'],
    ['an unanswered page', exhausted('S2'), 'acknowledged'],
    ['an acknowledged page', acknowledged(after(1)), 'alreadyAcknowledged'],
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
    ['lasts until its instant, which may be longer than an acknowledgement', 3, 63, {}, 63],
    ['lasts until its instant, which may be shorter than an acknowledgement', 3, 8, {}, 8],
    ['ends early rather than miss a promise', 3, 63, { responseWarningAt: after(13.5) }, 13.5],
    ['lasts at least 2 minutes', 13, 63, { responseWarningAt: after(13.5) }, 15],
  ])('%s', (_, at, until, facts, expiresAt) => {
    const { state } = snoozed(at, until, facts)
    expect(state).toMatchObject({ state: 'acknowledged', nextAction: 'ack_expire', acknowledgedAt: after(at) })
    expect(state.scheduledAt).toBe(after(expiresAt))
  })

  it.each<[string, EscalationState, string]>([
    ['an open page', openPage(t0), 'snoozed'],
    ['an acknowledged page', acknowledged(after(1)), 'snoozed'],
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

  it('that is closed stays closed', () => {
    const closed = closePage(openPage(t0), 'answered')
    expect(reassign(policy, closed, after(1), 'dee')).toMatchObject({ outcome: 'closed', state: closed })
  })
})
