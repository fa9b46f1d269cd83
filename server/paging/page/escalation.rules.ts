import type { Urgency } from '../facts'
import { appliesTo, type EscalationDefinition, type EscalationState, type EscalationTarget } from '../schema'
import type { Severity } from '@/server/vocabulary/severity'

/**
 * The life of a page (SEMANTICS §3) as a pure state machine. Input: the page's state, its frozen policy and an instant;
 * output: the new state and the decisions to carry out. A worker only has to come back for `nextAction` at
 * `scheduledAt`. Processing that twice changes nothing, and late processing changes only the recorded lateness.
 * Instants are epoch milliseconds, UTC.
 */
const minuteMs = 60_000
/** A step processed later than this goes to those on call now, and later delays count from now. */
export const latenessMs = 60_000
/** An acknowledgement lasts at least this long, even when the response warning is nearer. */
export const shortestAcknowledgementMs = 2 * minuteMs

/** Whom a target reaches at an instant; when nobody, it is a coverage gap. */
export type Reach =
  | { kind: 'reached'; engineerId: string }
  | { kind: 'reachedAll'; engineerIds: string[] }
  | { kind: 'gap'; reason: 'nobody_on_call' | 'no_verified_method'; engineerId: string | null }

export interface Gap {
  target: EscalationTarget
  reason: 'nobody_on_call' | 'no_verified_method'
  /** Who would have been reached, had they a verified contact method. */
  engineerId: string | null
}

interface Dispatch {
  /** The instant from which notification rules count: the scheduled one, or now when it is processed late. */
  at: number
  /** How late it was processed, in milliseconds; null when at most 60 s late. */
  lateMs: number | null
  cycle: number
  round: number
  /** Unique within the cycle: the `step` of a delivery's key (page, cycle, step, engineer, method, rule). */
  ordinal: number
  gaps: Gap[]
}

/** What the caller must carry out; decisions are in order. */
export type Decision =
  | ({ kind: 'notify'; stepIndex: number; engineerIds: string[] } & Dispatch)
  /** The step reached nobody; the next one is due at the same instant. */
  | ({ kind: 'skip'; stepIndex: number } & Dispatch)
  /** `engineerIds`: everyone named in any step; the caller adds the managers. */
  | ({ kind: 'persist'; engineerIds: string[] } & Dispatch)
  /** The escalation ends without an acknowledgement; `shouldNotifyManagers` is true once per cycle. */
  | ({ kind: 'unanswered'; shouldNotifyManagers: boolean } & Dispatch)
  | { kind: 'reopen'; cause: 'acknowledgement_expired'; at: number; cycle: number }

export interface AdvanceContext {
  /** The ticket's current severity: persistence follows it. */
  severity: Severity
  /** Of the page; at low urgency people who are only managers are left out. */
  urgency: Urgency
  /**
   * Whether at least one notification of the page was actually sent. If none was, the page does not become unanswered
   * but persists like an S1, whatever its severity.
   */
  sent: boolean
  /** People who are managers but not engineers: they are notified only at high urgency. */
  managers: ReadonlySet<string>
  now: number
  /**
   * Looks up whom a target reaches at `at`, the step's instant. `repeat` counts the passes over the steps from 0 and
   * selects the member of a round-robin team; null returns everybody named.
   */
  reached: (target: EscalationTarget, at: number, repeat?: number | null) => Reach
}

/** What determines how long an acknowledgement lasts. */
export interface AcknowledgementFacts {
  severity: Severity
  /** When a running first or next response reaches its 90 % warning (the earlier one), epoch ms; null without one. */
  responseWarningAt: number | null
}

const firstStep = {
  round: 1,
  stepIndex: 0,
  nextAction: 'step',
  acknowledgedAt: null,
  snoozedUntil: null,
  managersTold: false,
} as const

/** Returns the state of a page opened at `at`, whose step 1 is due at once. */
export function openPage(at: number): EscalationState {
  return { ...firstStep, state: 'open', cycle: 1, scheduledAt: at, closeReason: null }
}

function reopened(state: EscalationState, at: number): EscalationState {
  return { ...state, ...firstStep, state: 'open', cycle: state.cycle + 1, scheduledAt: at }
}

/** Returns the `step` of a delivery's unique key: distinct for every step, repeat and persisting round of a cycle. */
export function ordinalOf(policy: Pick<EscalationDefinition, 'steps'>, round: number, stepIndex: number): number {
  return (round - 1) * Math.max(1, policy.steps.length) + stepIndex
}

function lookUp(
  targets: readonly EscalationTarget[],
  at: number,
  repeat: number | null,
  { reached, urgency, managers }: Pick<AdvanceContext, 'reached' | 'urgency' | 'managers'>,
) {
  const leftOut = (id: string) => urgency === 'low' && managers.has(id)
  const engineerIds: string[] = []
  const gaps: Gap[] = []
  const asked = new Set<string>()
  for (const target of targets) {
    const key = `${target.type}:${target.id}`
    if (asked.has(key)) continue
    asked.add(key)
    if (target.type === 'engineer' && leftOut(target.id)) continue
    const reach = reached(target, at, repeat)
    if (reach.kind === 'gap') gaps.push({ target, reason: reach.reason, engineerId: reach.engineerId })
    else
      for (const engineerId of reach.kind === 'reached' ? [reach.engineerId] : reach.engineerIds)
        if (!engineerIds.includes(engineerId) && (target.type === 'schedule' || !leftOut(engineerId)))
          engineerIds.push(engineerId)
  }
  return { engineerIds, gaps }
}

/**
 * Advances the state over everything that is due by `context.now` and returns the decisions in order. Delays count from
 * scheduled instants, so they do not drift; after more than 60 s of lateness they count from now. Returns the same
 * state when nothing is due.
 */
export function advance(
  policy: EscalationDefinition,
  from: EscalationState,
  context: AdvanceContext,
): { state: EscalationState; decisions: Decision[] } {
  let state = from
  const decisions: Decision[] = []
  // Consecutive steps that reached nobody at `skippedAt`: once that is all of them, a repeat at that instant is
  // useless.
  let skipped = 0
  let skippedAt: number | null = null
  while (state.nextAction !== null && state.scheduledAt !== null && state.scheduledAt <= context.now) {
    if (state.nextAction === 'ack_expire') {
      const expired = expireAcknowledgement(state, context.now)
      decisions.push({
        kind: 'reopen',
        cause: 'acknowledgement_expired',
        at: state.scheduledAt,
        cycle: expired.state.cycle,
      })
      state = expired.state
      continue
    }
    const lateness = context.now - state.scheduledAt
    const late = lateness > latenessMs
    const at = late ? context.now : state.scheduledAt
    const { cycle, round, stepIndex } = state
    const dispatch = { at, lateMs: late ? lateness : null, cycle, round, ordinal: ordinalOf(policy, round, stepIndex) }
    if (at !== skippedAt) {
      skipped = 0
      skippedAt = at
    }
    const step = policy.steps[stepIndex]
    const walking = state.nextAction === 'step' && round <= policy.repeats + 1 && skipped < policy.steps.length
    if (walking && step) {
      const lastOfRound = stepIndex + 1 >= policy.steps.length
      const following = { round: lastOfRound ? round + 1 : round, stepIndex: lastOfRound ? 0 : stepIndex + 1 }
      if (!appliesTo(step, context.severity)) {
        // The step is not for this severity: skip it without a log entry.
        skipped += 1
        state = { ...state, ...following, scheduledAt: at }
        continue
      }
      const { engineerIds, gaps } = lookUp(step.targets, at, round - 1, context)
      const reachedNobody = engineerIds.length === 0
      if (reachedNobody && gaps.length === 0) {
        // The step names only managers, who are not notified at low urgency (SEMANTICS §3).
        skipped += 1
        state = { ...state, ...following, scheduledAt: at }
        continue
      }
      if (reachedNobody) {
        skipped += 1
        decisions.push({ kind: 'skip', stepIndex, ...dispatch, gaps })
      } else {
        decisions.push({ kind: 'notify', stepIndex, engineerIds, ...dispatch, gaps })
      }
      state = {
        ...state,
        ...following,
        scheduledAt: reachedNobody ? at : at + step.delayMinutes * minuteMs,
      }
      continue
    }
    // The repeats are used up, or no step reaches anybody: persist or give up, in a round of its own.
    const exhausted = { ...state, round: stepIndex === 0 ? round : round + 1, stepIndex: 0 }
    const last = { ...dispatch, round: exhausted.round, ordinal: ordinalOf(policy, exhausted.round, 0) }
    if (context.severity === 'S1' || !context.sent) {
      const { engineerIds, gaps } = lookUp(
        policy.steps.flatMap((one) => one.targets),
        at,
        null,
        context,
      )
      decisions.push({ kind: 'persist', engineerIds, ...last, gaps })
      state = {
        ...exhausted,
        round: exhausted.round + 1,
        nextAction: 'persist',
        scheduledAt: at + policy.persistEveryMinutes * minuteMs,
      }
    } else {
      decisions.push({ kind: 'unanswered', shouldNotifyManagers: !state.managersTold, ...last, gaps: [] })
      state = {
        ...exhausted,
        round: exhausted.round + 1,
        state: 'unanswered',
        nextAction: null,
        scheduledAt: null,
        managersTold: true,
      }
    }
  }
  return { state, decisions }
}

/**
 * Makes the next step due at `now` instead of after its delay. Called when the last remaining delivery of the newest
 * step failed permanently, or the person it was sent to has left the staff. Changes nothing else: persisting rounds
 * keep their interval, and an acknowledgement that arrived meanwhile stands.
 * @param cycle the cycle of the step that failed; a page in another cycle is returned unchanged
 */
export function makeNextStepDue(state: EscalationState, cycle: number, now: number): EscalationState {
  const waits = state.state === 'open' && state.nextAction === 'step' && state.cycle === cycle
  return waits && state.scheduledAt !== null && state.scheduledAt > now ? { ...state, scheduledAt: now } : state
}

export interface NextCall {
  kind: 'notify' | 'persist' | 'unanswered'
  /** Epoch milliseconds, UTC. */
  at: number
  /** Those named by the step. The managers come in addition when it persists; empty when only managers are notified. */
  engineerIds: string[]
}

/** Returns what happens next if nobody acknowledges an open page, by what is known now; null when nothing does. */
export function nextCall(
  policy: EscalationDefinition,
  state: EscalationState,
  context: Omit<AdvanceContext, 'now'>,
): NextCall | null {
  if (state.state !== 'open' || state.scheduledAt === null) return null
  const { decisions } = advance(policy, state, { ...context, now: state.scheduledAt })
  for (const decision of decisions) {
    if (decision.kind === 'notify' || decision.kind === 'persist')
      return { kind: decision.kind, at: decision.at, engineerIds: decision.engineerIds }
    if (decision.kind === 'unanswered') return { kind: decision.kind, at: decision.at, engineerIds: [] }
  }
  return null
}

/**
 * Returns when an acknowledgement given at `acknowledgedAt` expires: the earlier of its timeout and the 90 % warning of
 * a running first or next response, but at least 2 minutes after it was given. A snooze replaces the timeout by
 * `snoozedUntil`; the warning still limits it.
 */
export function acknowledgementExpiresAt(
  policy: Pick<EscalationDefinition, 'acknowledgeTimeoutMinutes'>,
  acknowledgedAt: number,
  facts: AcknowledgementFacts,
  snoozedUntil: number | null = null,
): number {
  const timeout = snoozedUntil ?? acknowledgedAt + policy.acknowledgeTimeoutMinutes[facts.severity] * minuteMs
  const warning = facts.responseWarningAt ?? Number.POSITIVE_INFINITY
  return Math.max(Math.min(timeout, warning), acknowledgedAt + shortestAcknowledgementMs)
}

/**
 * Acknowledges a page, which stops its escalation. An acknowledged or closed page stays as it is, which `outcome` says.
 * An acknowledgement that has expired by `at` but was not processed yet is first ended, then the page is acknowledged
 * anew.
 */
export function acknowledge(
  policy: Pick<EscalationDefinition, 'acknowledgeTimeoutMinutes'>,
  state: EscalationState,
  at: number,
  facts: AcknowledgementFacts & { /** Whether the ticket was answered: then nothing expires. */ answered: boolean },
): { outcome: 'acknowledged' | 'alreadyAcknowledged' | 'closed'; state: EscalationState } {
  if (state.state === 'closed') return { outcome: 'closed', state }
  const current = expireAcknowledgement(state, at).state
  if (current.state === 'acknowledged') return { outcome: 'alreadyAcknowledged', state }
  return {
    outcome: 'acknowledged',
    state: {
      ...current,
      state: 'acknowledged',
      acknowledgedAt: at,
      nextAction: facts.answered ? null : 'ack_expire',
      scheduledAt: facts.answered ? null : acknowledgementExpiresAt(policy, at, facts),
    },
  }
}

/** Reopens a page at step 1 when its acknowledgement has expired by `now`; step 1 is due at the expiry. */
export function expireAcknowledgement(
  state: EscalationState,
  now: number,
): { expired: boolean; state: EscalationState } {
  if (state.nextAction !== 'ack_expire' || state.scheduledAt === null || state.scheduledAt > now)
    return { expired: false, state }
  return { expired: true, state: reopened(state, state.scheduledAt) }
}

/**
 * Applies a further trigger to the ticket's open page. A breach reopens a page that is acknowledged while the ticket is
 * not answered; any trigger reopens a page in state `unanswered`, since nobody would be notified otherwise. A reopened
 * page is due at step 1 at `at`.
 */
export function joinTrigger(
  state: EscalationState,
  trigger: { kind: string; answered: boolean },
  at: number,
): { reopened: boolean; state: EscalationState } {
  const again =
    state.state === 'unanswered' || (state.state === 'acknowledged' && trigger.kind === 'breach' && !trigger.answered)
  return again ? { reopened: true, state: reopened(state, at) } : { reopened: false, state }
}

/**
 * Adapts a page to a changed severity or response clock of its ticket: the expiry of an acknowledgement is computed
 * anew (never earlier than `now`), and an unanswered page persists from `now` once its ticket is an S1.
 */
export function followTicket(
  policy: Pick<EscalationDefinition, 'acknowledgeTimeoutMinutes'>,
  state: EscalationState,
  facts: AcknowledgementFacts,
  now: number,
): EscalationState {
  if (state.state === 'unanswered' && facts.severity === 'S1')
    return { ...state, state: 'open', nextAction: 'persist', scheduledAt: now }
  if (state.nextAction !== 'ack_expire' || state.scheduledAt === null || state.acknowledgedAt === null) return state
  if (state.scheduledAt <= now) return state
  const expiresAt = acknowledgementExpiresAt(policy, state.acknowledgedAt, facts, state.snoozedUntil)
  return { ...state, scheduledAt: Math.max(now, expiresAt) }
}

/**
 * Acknowledges a page until `until`: without an answer it reopens at step 1 then, or at the 90 % warning of a running
 * response if that is earlier. A snooze may follow an acknowledgement or another snooze; a closed page stays closed.
 */
export function snooze(
  policy: Pick<EscalationDefinition, 'acknowledgeTimeoutMinutes'>,
  state: EscalationState,
  at: number,
  until: number,
  facts: AcknowledgementFacts,
): { outcome: 'snoozed' | 'closed'; state: EscalationState } {
  if (state.state === 'closed') return { outcome: 'closed', state }
  const current = expireAcknowledgement(state, at).state
  return {
    outcome: 'snoozed',
    state: {
      ...current,
      state: 'acknowledged',
      acknowledgedAt: at,
      snoozedUntil: until,
      nextAction: 'ack_expire',
      scheduledAt: acknowledgementExpiresAt(policy, at, facts, until),
    },
  }
}

/**
 * Gives a page to another engineer: starts a new cycle whose first step notifies only them, at once. If they do not
 * acknowledge, the policy continues with its second step after the delay of the first.
 * @returns `policy`: the one to use for this first step; the page keeps its own for everything later
 */
export function reassign(
  policy: EscalationDefinition,
  state: EscalationState,
  at: number,
  engineerId: string,
): { outcome: 'reassigned' | 'closed'; state: EscalationState; policy: EscalationDefinition } {
  if (state.state === 'closed') return { outcome: 'closed', state, policy }
  const [first, ...later] = policy.steps
  return {
    outcome: 'reassigned',
    state: reopened(state, at),
    policy: {
      ...policy,
      steps: first ? [{ ...first, targets: [{ type: 'engineer', id: engineerId }] }, ...later] : policy.steps,
    },
  }
}

/**
 * Ends an acknowledgement at `at` because the person who gave it is not on staff any more: the page opens again at step
 * 1, due at once (SEMANTICS §3, "When a staff member leaves"). A page that is not acknowledged stays as it is.
 */
export function endAcknowledgement(state: EscalationState, at: number): EscalationState {
  return state.state === 'acknowledged' ? reopened(state, at) : state
}

/** Closes a page for good: nothing is pending any more. A closed page keeps its first reason. */
export function closePage(state: EscalationState, reason: string): EscalationState {
  if (state.state === 'closed') return state
  return { ...state, state: 'closed', nextAction: null, scheduledAt: null, closeReason: reason }
}
