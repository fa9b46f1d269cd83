import { isAnswer } from '../facts'
import type { SlaEvent } from '../schema'
import {
  type Clock,
  endClock,
  recordDue,
  applyLoweredTarget,
  pauseClock,
  applyPromise,
  applyRaisedTarget,
  resumeClock,
  reopenClock,
  startClock,
} from './clock.rules'
import { isPausedBy, runningSpans, type TicketStatus } from './pauses.rules'
import type { CompiledPolicy, CompiledTarget } from './targets.rules'
import { type Metric, metrics } from '@/server/vocabulary/metric'
import { type Severity, severityRank } from '@/server/vocabulary/severity'

/**
 * Applies events to the clocks of a ticket (SEMANTICS §1.2, §1.4, §1.6). Warnings and breaches at an instant are
 * decided after all events of that instant: the caller first records what came due before it, then applies its events.
 */
interface SeverityChange {
  at: number
  to: Severity
  raised: boolean
}

/** A clock ended by `resolved`, with a copy of its state, restored if it loses its target while resolved (§1.6). */
interface Resolved {
  clock: Clock
  asEnded: Clock
}

export class Timeline {
  /** Every clock that ever existed, in order of creation. */
  readonly clocks: Clock[] = []
  readonly history: { at: number; status: TicketStatus }[] = []
  private readonly open = new Map<Metric, Clock>()
  private severity: Severity
  private readonly filedAt: number
  private answered = false
  private workaroundGiven = false
  /** Instant of the customer's oldest message that neither an answer nor `resolved` has settled. */
  private unansweredSince: number | null = null
  /** Start of the last update cycle, even when the severity has no update target. */
  private updateCycleStartedAt: number | null = null
  private resolvedClocks: Resolved[] = []
  private changesWhileResolved: SeverityChange[] = []
  private closed = false

  constructor(
    private readonly policy: CompiledPolicy,
    filed: Extract<SlaEvent, { type: 'filed' }>,
  ) {
    this.severity = filed.severity
    this.filedAt = filed.at
    this.history.push({ at: filed.at, status: 'open' })
    for (const metric of ['first_response', 'workaround', 'resolution'] as const) this.start(metric, filed.at)
  }

  get status(): TicketStatus {
    return this.history.at(-1)!.status
  }

  /** Records warnings and breaches before `limit`, or up to and including it when `inclusive`. */
  recordDue(limit: number, inclusive: boolean): void {
    for (const clock of this.open.values()) recordDue(clock, this.policy.percents, limit, inclusive)
  }

  /** Applies the next event in order of `seq`. After closing or merging, no event affects a clock (§1.6). */
  apply(event: SlaEvent): void {
    if (this.closed) return
    switch (event.type) {
      case 'customer_reply':
        // A reply on a resolved ticket always reopens it.
        if (this.status === 'resolved') this.reopen(event.at, true)
        else this.startNextResponse(event.at)
        break
      case 'staff_reply':
        if (isAnswer(event)) this.answer(event.at, event.kind === 'workaround' || event.kind === 'fix')
        break
      case 'status_changed':
        if (this.status !== 'resolved') this.setStatus(event.to, event.at)
        break
      case 'severity_changed':
        this.changeSeverity(event.to, event.at)
        break
      case 'resolved':
        this.resolve(event.at)
        break
      case 'reopened':
        if (this.status === 'resolved') this.reopen(event.at, event.actor === 'customer')
        break
      case 'update_promised': {
        const cycle = this.open.get('update')
        if (cycle) applyPromise(cycle, event.at, event.promisedAt)
        break
      }
      case 'closed_by_customer':
      case 'merged':
        for (const metric of metrics) this.end(metric, event.at, 'cancelled')
        this.closed = true
        break
      case 'filed':
      case 'internal_note':
      case 'answer_disputed':
      case 'dispute_upheld':
        break
    }
  }

  private start(
    metric: Metric,
    at: number,
    target: CompiledTarget | null = this.policy.target(metric, this.severity),
  ): void {
    if (target) this.add(startClock(metric, at, target, 0, isPausedBy(metric, this.status) ? null : at))
  }

  private add(clock: Clock): void {
    this.clocks.push(clock)
    this.open.set(clock.metric, clock)
  }

  private end(metric: Metric, at: number, how: 'answered' | 'cancelled'): Clock | null {
    const clock = this.open.get(metric)
    if (!clock) return null
    this.open.delete(metric)
    endClock(clock, at, how)
    return clock
  }

  private setStatus(status: TicketStatus, at: number): void {
    this.history.push({ at, status })
    for (const clock of this.open.values()) {
      if (isPausedBy(clock.metric, status)) pauseClock(clock, at)
      else resumeClock(clock, at)
    }
  }

  private answer(at: number, isWorkaround: boolean): void {
    this.answered = true
    this.unansweredSince = null
    this.workaroundGiven ||= isWorkaround
    for (const metric of ['first_response', 'next_response', 'update'] as const) this.end(metric, at, 'answered')
    if (isWorkaround) this.end('workaround', at, 'answered')
    // No update cycle runs while the ticket is resolved, so an answer then starts none.
    if (this.status !== 'resolved') this.startUpdateCycle(at)
  }

  private startUpdateCycle(at: number): void {
    this.updateCycleStartedAt = at
    this.start('update', at)
  }

  private startNextResponse(at: number): void {
    if (!this.answered || this.unansweredSince !== null) return
    this.unansweredSince = at
    this.start('next_response', at)
  }

  private resolve(at: number): void {
    if (this.status === 'resolved') return
    this.end('update', at, 'cancelled')
    this.end('next_response', at, 'cancelled')
    this.unansweredSince = null
    this.changesWhileResolved = []
    this.resolvedClocks = []
    for (const metric of ['workaround', 'resolution'] as const) {
      const clock = this.end(metric, at, 'answered')
      if (clock) this.resolvedClocks.push({ clock, asEnded: { ...clock } })
    }
    this.setStatus('resolved', at)
  }

  private reopen(at: number, byCustomer: boolean): void {
    for (const { clock } of this.resolvedClocks) {
      if (clock.metric === 'workaround' && this.workaroundGiven) continue
      reopenClock(clock)
      this.open.set(clock.metric, clock)
    }
    // The status is still `resolved` here, so that severity changes made meanwhile are applied to paused clocks.
    for (const change of this.changesWhileResolved)
      for (const metric of ['workaround', 'resolution'] as const) this.applyChangeWhileResolved(metric, change)
    this.setStatus('open', at)
    this.startUpdateCycle(at)
    if (byCustomer) this.startNextResponse(at)
  }

  private changeSeverity(to: Severity, at: number): void {
    if (to === this.severity) return
    const change: SeverityChange = { at, to, raised: severityRank[to] < severityRank[this.severity] }
    this.severity = to
    if (this.status !== 'resolved') for (const metric of metrics) this.applySeverityChange(metric, change)
    else {
      // Only a first response can run while resolved; for the others the change is applied when the ticket is reopened.
      this.applySeverityChange('first_response', change)
      this.changesWhileResolved.push(change)
    }
  }

  private applySeverityChange(metric: Metric, change: SeverityChange): void {
    const target = this.policy.target(metric, change.to)
    const clock = this.open.get(metric)
    if (!target) this.end(metric, change.at, 'cancelled')
    else if (!clock) this.startForNewTarget(metric, change, target)
    else if (clock.breachedAt !== null) return
    else if (change.raised) applyRaisedTarget(clock, change.at, target)
    else applyLoweredTarget(clock, change.at, target, this.counted(metric, target, clock.startedAt, change.at))
  }

  private applyChangeWhileResolved(metric: Metric, change: SeverityChange): void {
    const clock = this.open.get(metric)
    if (!clock || this.policy.target(metric, change.to)) {
      this.applySeverityChange(metric, change)
      return
    }
    // The target was lost while resolved: the clock stays as it ended, and one that only appeared meanwhile is removed.
    this.open.delete(metric)
    const asEnded = this.resolvedClocks.find((resolved) => resolved.clock === clock)?.asEnded
    if (asEnded) Object.assign(clock, asEnded)
    else this.clocks.splice(this.clocks.indexOf(clock), 1)
  }

  /** Starts a clock whose target appears (§1.4): after a raise from now, after a lowering from its start by §1.2. */
  private startForNewTarget(metric: Metric, { at, raised }: SeverityChange, target: CompiledTarget): void {
    const tableStart = this.tableStart(metric)
    if (tableStart === null) return
    if (raised) this.start(metric, at, target)
    else
      this.add(
        startClock(
          metric,
          tableStart,
          target,
          this.counted(metric, target, tableStart, at),
          isPausedBy(metric, this.status) ? null : at,
        ),
      )
  }

  /** Returns when the clock that would be open now starts by the table of §1.2; null when none would be open. */
  private tableStart(metric: Metric): number | null {
    switch (metric) {
      case 'first_response':
        return this.answered ? null : this.filedAt
      case 'next_response':
        return this.unansweredSince
      case 'update':
        return this.updateCycleStartedAt
      case 'workaround':
        return this.workaroundGiven ? null : this.filedAt
      case 'resolution':
        return this.filedAt
    }
  }

  private counted(metric: Metric, { calendar }: CompiledTarget, from: number, to: number): number {
    return runningSpans(metric, this.history, from, to).reduce(
      (sum, span) => sum + calendar.elapsedBetween(span.from, span.to),
      0,
    )
  }
}
