import {
  appliesTo,
  type EscalationDefinition,
  type EscalationState,
  type EscalationTarget,
  type Urgency,
} from '../schema'
import type { Severity } from '@/server/vocabulary/severity'

/**
 * The life of a page (SEMANTICS §3) as a pure state machine: where the page stands, its frozen policy and an instant
 * in, the new state and what to do about it out. `nextAction` at `scheduledAt` is all that a worker must come back
 * for; processing it twice, late or not at all until the sweep changes no promise but the lateness it records.
 * Instants are epoch milliseconds, UTC.
 */
const minuteMs = 60_000
/** A step processed later than this goes to those on call now, and later delays count from now. */
export const latenessMs = 60_000
/** An acknowledgement holds at least this long, however near the response warning is. */
export const shortestAcknowledgementMs = 2 * minuteMs

/** Who a target reaches at an instant; none is a coverage gap. */
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
  /** When it counts as done: the scheduled instant, or now when processed late. Notification rules start here. */
  at: number
  /** How late it was processed, null when in time. */
  lateMs: number | null
  cycle: number
  round: number
  /** Unique within the cycle: the `step` of a delivery's key (page, cycle, step, engineer, method, rule). */
  ordinal: number
  gaps: Gap[]
}

/** What the caller must do, in order. */
export type Decision =
  | ({ kind: 'notify'; stepIndex: number; engineerIds: string[] } & Dispatch)
  /** The step reached nobody; the next one follows in the same instant. */
  | ({ kind: 'skip'; stepIndex: number } & Dispatch)
  /** Everyone named in any step, and besides them the managers. */
  | ({ kind: 'persist'; engineerIds: string[] } & Dispatch)
  /** Nobody acknowledged and nobody will be asked again; `tellManagers` once per cycle. */
  | ({ kind: 'unanswered'; tellManagers: boolean } & Dispatch)
  | { kind: 'reopen'; cause: 'acknowledgement_expired'; at: number; cycle: number }

export interface AdvanceContext {
  /** The ticket's current severity: persistence follows it. */
  severity: Severity
  /** The page's; a step of low urgency leaves managers out. */
  urgency: Urgency
  /**
   * At least one notification of the page was actually sent. Without, it is not unanswered: it persists as an S1 does,
   * whatever its severity.
   */
  sent: boolean
  /** People who are managers and nothing else: a step that names them is for what is urgent. */
  managers: ReadonlySet<string>
  now: number
  /**
   * Looked up at the step's instant, `at`. `repeat` counts the passes over the steps from 0, for who is called in turn;
   * null asks for everybody who is named.
   */
  reached: (target: EscalationTarget, at: number, repeat?: number | null) => Reach
}

/** What ends or shortens an acknowledgement. */
export interface AcknowledgementFacts {
  severity: Severity
  /** The 90 % warning instant of a running first or next response (the earlier one), null without one. */
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

/** A page opened at `at`: step 1 is due at once. */
export function openPage(at: number): EscalationState {
  return { ...firstStep, state: 'open', cycle: 1, scheduledAt: at, closeReason: null }
}

function reopened(state: EscalationState, at: number): EscalationState {
  return { ...state, ...firstStep, state: 'open', cycle: state.cycle + 1, scheduledAt: at }
}

/** The step number of a delivery's unique key: every step, repeat and persisting round of a cycle has its own. */
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
 * Carries out everything that has fallen due by `now`. Delays are counted from scheduled instants, so they do not
 * drift; after more than 60 s of lateness, from now. Nothing due changes nothing.
 */
export function advance(
  policy: EscalationDefinition,
  from: EscalationState,
  context: AdvanceContext,
): { state: EscalationState; decisions: Decision[] } {
  let state = from
  const decisions: Decision[] = []
  // Steps in a row that reached nobody at `skippedAt`: once it is all of them, repeating cannot help at that instant.
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
        // Not a step of this ticket: passed over without a word.
        skipped += 1
        state = { ...state, ...following, scheduledAt: at }
        continue
      }
      const { engineerIds, gaps } = lookUp(step.targets, at, round - 1, context)
      const reachedNobody = engineerIds.length === 0
      if (reachedNobody && gaps.length === 0) {
        // It names managers alone, who are not called for what is of low urgency (SEMANTICS §3).
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
    // The repeats are used up, or nobody at all can be reached: a round of its own, whichever way it ends.
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
      decisions.push({ kind: 'unanswered', tellManagers: !state.managersTold, ...last, gaps: [] })
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
 * The last delivery of the step that went last has failed permanently, or the person it was sent to has left the staff: the
 * next step is due immediately instead of after its delay. Nothing else is hastened: a round that persists comes every `persistEvery` minutes, and an acknowledgement
 * that arrived meanwhile stands.
 * @param cycle of the step that failed
 */
export function hastenStep(state: EscalationState, cycle: number, now: number): EscalationState {
  const waits = state.state === 'open' && state.nextAction === 'step' && state.cycle === cycle
  return waits && state.scheduledAt !== null && state.scheduledAt > now ? { ...state, scheduledAt: now } : state
}

export interface NextCall {
  kind: 'notify' | 'persist' | 'unanswered'
  /** Epoch milliseconds, UTC. */
  at: number
  /** Those named by the step; besides them the managers when it persists, and only they when it goes unanswered. */
  engineerIds: string[]
}

/** What comes next if nobody acknowledges an open page, by what is known now; null when nothing does. */
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
 * When an acknowledgement given at `acknowledgedAt` expires: the earlier of its timeout and the 90 % warning of a
 * running first or next response, but at least 2 minutes after it was given. A snooze is an acknowledgement with a
 * timeout of its own: no promise waits for it.
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
 * Somebody has it: the escalation stops. Acknowledging an acknowledged or closed page changes nothing, and says so;
 * one whose acknowledgement has run out by `at` (unprocessed yet) is opened again and acknowledged in the same breath.
 */
export function acknowledge(
  policy: Pick<EscalationDefinition, 'acknowledgeTimeoutMinutes'>,
  state: EscalationState,
  at: number,
  facts: AcknowledgementFacts & { /** An answer has come: nothing is left to expire. */ answered: boolean },
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

/** An acknowledgement that has run out by `now` without an answer: the page opens again at step 1, due at its expiry. */
export function expireAcknowledgement(
  state: EscalationState,
  now: number,
): { expired: boolean; state: EscalationState } {
  if (state.nextAction !== 'ack_expire' || state.scheduledAt === null || state.scheduledAt > now)
    return { expired: false, state }
  return { expired: true, state: reopened(state, state.scheduledAt) }
}

/**
 * A further trigger joins the page of its ticket at `at`. A breach opens a page that is acknowledged but still
 * unanswered again at step 1, at once; so does any trigger one that went UNANSWERED, or nobody would hear of it.
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
 * The ticket's severity or response clocks changed: an acknowledgement's expiry follows them (never into the past),
 * and a page that went unanswered persists from `now` once its ticket is an S1.
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
 * Somebody has it, but not before `until`: whatever was pending stops, and without an answer the page opens again at
 * step 1 then, or at the 90 % warning of a running response if that is earlier. A snooze may follow an
 * acknowledgement or another snooze; nobody can snooze a closed page.
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
 * Somebody else shall have it: a new cycle whose first step goes to them alone, at once. Unacknowledged, the policy
 * goes on from its second step after the delay of its first.
 * @returns the policy to walk now; the page keeps its own for everything later
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
 * Ends an acknowledgement at `at` because the person who gave it is not on staff any more: the page opens again at step 1,
 * due at once (SEMANTICS §3, "When a staff member leaves"). A page that is not acknowledged stays as it is.
 */
export function endAcknowledgement(state: EscalationState, at: number): EscalationState {
  return state.state === 'acknowledged' ? reopened(state, at) : state
}

/** Answered, resolved, closed or merged: nothing is pending any more, for good. */
export function closePage(state: EscalationState, reason: string): EscalationState {
  if (state.state === 'closed') return state
  return { ...state, state: 'closed', nextAction: null, scheduledAt: null, closeReason: reason }
}
