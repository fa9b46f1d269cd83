import type { Client, Tx } from '@/server/infra/db/db'
import { DomainError } from '@/server/infra/errors'
import { consequencesOf } from './consequences.rules'
import { type ClockResult, evaluate } from '../evaluation/evaluate.rules'
import type { ClockAction } from '../facts'
import { type PolicyDefinition, policyDefinition, type SlaEvent } from '../schema'
import {
  type ClockRow,
  moveClocks,
  selectArming,
  selectClocks,
  selectDueTickets,
  selectPolicyInForce,
  selectPolicyVersion,
} from './queries'
import { type Metric, metrics } from '@/server/vocabulary/metric'
import type { Severity } from '@/server/vocabulary/severity'
import type { Work } from '@/server/infra/db/unit-of-work'

export interface PinnedPolicy {
  id: string
  planName: string
  digest: string
  definition: PolicyDefinition
}

// Published versions never change, so parsed definitions are cached for the life of the process.
const parsed = new Map<string, { definition: PolicyDefinition; digest: string }>()
function remember(id: string, definition: unknown, digest: string) {
  const known = parsed.get(id)
  if (known) return known
  const fresh = { definition: policyDefinition.parse(definition), digest }
  parsed.set(id, fresh)
  return fresh
}

/**
 * Returns the policy version in force at `at`, to which a ticket filed then is pinned (SEMANTICS §1.1).
 * @throws DomainError UNAVAILABLE when the plan has no policy in force
 */
export async function policyInForce(
  client: Client,
  planId: string,
  product: string | null,
  at: Date,
): Promise<PinnedPolicy> {
  const row = await selectPolicyInForce(client, planId, product, at)
  if (!row) throw new DomainError('UNAVAILABLE', 'noPolicyInForce', { detail: `plan ${planId}` })
  return { id: row.id, planName: row.planName, ...remember(row.id, row.definition, row.digest) }
}

/** Returns the definition of a pinned version, whatever version is in force today. */
export async function pinnedPolicy(
  client: Client,
  versionId: string,
): Promise<{ definition: PolicyDefinition; digest: string }> {
  const known = parsed.get(versionId)
  if (known) return known
  const row = await selectPolicyVersion(client, versionId)
  if (row.state === 'draft') return { definition: policyDefinition.parse(row.definition), digest: row.digest }
  return remember(versionId, row.definition, row.digest)
}

/** Returns a pinned version as stored, unparsed: exactly what its digest was computed from. */
export async function recordedPolicy(
  client: Client,
  versionId: string,
): Promise<{ definition: unknown; digest: string }> {
  return selectPolicyVersion(client, versionId)
}

const date = (ms: number | null) => (ms === null ? null : new Date(ms))

/** Returns the clock's next warning or due instant, whichever is earlier; null when nothing comes. */
export function nextInstant(clock: ClockResult): number | null {
  if (clock.state !== 'running') return null
  const warning = clock.warningsAhead[0]?.[1]
  if (warning === undefined) return clock.dueAt
  return clock.dueAt === null ? warning : Math.min(warning, clock.dueAt)
}

/** Returns the highest warning fired by an open clock, which marks it as at risk; null when there was none. */
function warnedPercent(clock: ClockResult): number | null {
  if (clock.state === 'ended' || clock.warningsFired.length === 0) return null
  return Math.max(...clock.warningsFired.map(([percent]) => percent))
}

/** Converts a clock to its row. @param severity the ticket's severity when the clock was last evaluated while open */
export function clockColumns(clock: ClockResult, ordinal: number, severity: Severity) {
  return {
    metric: clock.metric,
    ordinal,
    severity,
    startedAt: new Date(clock.startedAt),
    endedAt: date(clock.endedAt),
    state: clock.state,
    outcome: clock.outcome,
    dueAt: date(clock.dueAt),
    breachedAt: date(clock.breachedAt),
    remainderMs: clock.remainderMs === null ? null : BigInt(Math.ceil(clock.remainderMs)),
    elapsedMs: BigInt(Math.round(clock.elapsedMs)),
    targetMs: BigInt(Math.round(clock.targetMs)),
    pausedFor: clock.pausedFor,
    nextAt: date(nextInstant(clock)),
    warnedPercent: warnedPercent(clock),
  }
}

export interface ClockSignal {
  kind: 'warning' | 'breach'
  clockId: string
  metric: Metric
  percent: number
  at: Date
  /** Actions that the pinned policy requires; null when the escalation policy's triggers decide. */
  actions: ReadonlySet<ClockAction> | null
}

export interface Settlement {
  clocks: ClockResult[]
  /** Warnings and breaches recorded for the first time, in order of their instants. */
  signals: ClockSignal[]
  /** Earliest due (or breach) instant of an open clock: the queue's order. */
  nextDueAt: Date | null
  /** Earliest due instant of the running clocks without a breach: the next promise that can still be kept. */
  savableDueAt: Date | null
  /** Newest breach instant of the clocks that breached and are still open. */
  newestBreachAt: Date | null
  /** When an acknowledgement expires: 90 % of a running first or next response, else its due instant (SEMANTICS §3). */
  responseWarningAt: Date | null
  /** Instant of the next warning or breach, for a delayed job. */
  nextAt: Date | null
  /** Due instant of the running update cycle: "next update by". */
  nextUpdateBy: Date | null
}

/** Derives from the clocks what the queue, the pages and the delayed jobs need. */
export function summarise(clocks: ClockResult[]): Omit<Settlement, 'clocks' | 'signals'> {
  const earliest = (values: (number | null | undefined)[]) => {
    const known = values.filter((value): value is number => value !== null && value !== undefined)
    return known.length ? new Date(Math.min(...known)) : null
  }
  const open = clocks.filter((clock) => clock.state === 'running' || clock.state === 'breached')
  const breaches = open.flatMap((clock) => (clock.state === 'breached' ? (clock.breachedAt ?? []) : []))
  const responses = clocks.filter(
    (clock) => clock.state === 'running' && (clock.metric === 'first_response' || clock.metric === 'next_response'),
  )
  const ninety = (clock: ClockResult) =>
    [...clock.warningsFired, ...clock.warningsAhead].find(([percent]) => percent === 90)?.[1]
  return {
    nextDueAt: earliest(open.map((clock) => clock.dueAt)),
    savableDueAt: earliest(open.map((clock) => (clock.state === 'running' ? clock.dueAt : null))),
    newestBreachAt: breaches.length > 0 ? new Date(Math.max(...breaches)) : null,
    responseWarningAt: earliest(responses.map((clock) => ninety(clock) ?? clock.dueAt)),
    nextAt: earliest(clocks.map(nextInstant)),
    nextUpdateBy: earliest(
      clocks.filter((clock) => clock.metric === 'update' && clock.state !== 'ended').map((clock) => clock.dueAt),
    ),
  }
}

/** Whether a stored clock differs from its evaluation: rows without changes are not written. */
function differs(row: ClockRow, columns: ReturnType<typeof clockColumns>): boolean {
  const same = (a: unknown, b: unknown) =>
    a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b
  // The elapsed time of a running clock always grows, so a difference in it alone is not written.
  const names = (Object.keys(columns) as (keyof typeof columns)[]).filter(
    (name) => name !== 'elapsedMs' || columns.state === 'ended' || columns.state === 'paused',
  )
  return names.some((name) => !same(row[name], columns[name]))
}

/**
 * Renumbers stored clocks after an upheld dispute removed a clock or moved its start: rows are matched to clocks by
 * metric and start, so that each keeps its warnings, breach and reasons. Rows without a matching clock get a negative
 * ordinal, and the caller deletes them.
 */
async function alignRows(
  tx: Tx,
  ticketId: string,
  clocks: readonly ClockResult[],
  rows: readonly ClockRow[],
): Promise<ClockRow[]> {
  const aligned: ClockRow[] = []
  for (const metric of metrics) {
    const starts = clocks.filter((clock) => clock.metric === metric).map((clock) => clock.startedAt)
    const ofMetric = rows.filter((row) => row.metric === metric).sort((a, b) => a.ordinal - b.ordinal)
    if (ofMetric.every((row) => row.startedAt.getTime() === starts[row.ordinal - 1])) {
      aligned.push(...ofMetric)
      continue
    }
    const free = [...ofMetric]
    const places = starts.map((start) => {
      const index = free.findIndex((row) => row.startedAt.getTime() === start)
      return index < 0 ? undefined : free.splice(index, 1)[0]
    })
    // First make all ordinals negative, because of the unique constraint.
    await moveClocks(
      tx,
      ofMetric.map((row) => ({ id: row.id, ordinal: -row.ordinal })),
    )
    aligned.push(...free.map((row) => ({ ...row, ordinal: -row.ordinal })))
    const kept = places.flatMap((row, index) => (row ? [{ ...row, ordinal: index + 1 }] : []))
    await moveClocks(tx, kept)
    aligned.push(...kept)
  }
  return aligned
}

/**
 * Evaluates a ticket's timeline as of `now`, updates its clock rows, and records each warning and breach once, at its
 * own instant, however late it is noticed (SEMANTICS §1.3). Idempotent. The caller holds the ticket's row lock.
 */
export async function settleClocks(
  work: Work,
  ticket: { id: string; severity: Severity; policyVersionId: string },
  events: readonly SlaEvent[],
  now: Date,
): Promise<Settlement> {
  const { tx } = work
  const { definition } = await pinnedPolicy(tx, ticket.policyVersionId)
  const clocks = evaluate(definition, events, now.getTime())
  const stored = await alignRows(tx, ticket.id, clocks, await selectClocks(tx, ticket.id))
  const rows = new Map(stored.map((row) => [`${row.metric}:${row.ordinal}`, row]))
  const ordinals = new Map<Metric, number>()
  const signals: ClockSignal[] = []
  const signal = (found: Omit<ClockSignal, 'actions'>) =>
    signals.push({ ...found, actions: consequencesOf(definition, ticket.severity, found) })

  for (const clock of clocks) {
    const ordinal = (ordinals.get(clock.metric) ?? 0) + 1
    ordinals.set(clock.metric, ordinal)
    const key = `${clock.metric}:${ordinal}`
    const row = rows.get(key)
    // An ended clock keeps the severity under which it ended.
    const settled = row?.state === 'ended' && clock.state === 'ended'
    const columns = clockColumns(clock, ordinal, settled ? row.severity : ticket.severity)
    rows.delete(key)
    let clockId = row?.id
    if (!row)
      clockId = (await tx.slaClock.create({ data: { ticketId: ticket.id, ...columns }, select: { id: true } })).id
    else if (differs(row, columns))
      await tx.slaClock.update({ where: { id: row.id }, data: columns, select: { id: true } })

    const known = new Set(row?.warnings.map((warning) => warning.percent))
    for (const [percent, at] of clock.warningsFired) {
      if (known.has(percent)) continue
      signal({ kind: 'warning', clockId: clockId!, metric: clock.metric, percent, at: new Date(at) })
    }
    if (clock.breachedAt !== null && !row?.breach)
      signal({
        kind: 'breach',
        clockId: clockId!,
        metric: clock.metric,
        percent: 100,
        at: new Date(clock.breachedAt),
      })
    // An upheld dispute can remove or move a recorded breach or warning.
    if (row?.breach && clock.breachedAt === null) await tx.slaBreach.delete({ where: { clockId: row.id } })
    else if (row?.breach && row.breach.at.getTime() !== clock.breachedAt)
      await tx.slaBreach.update({ where: { clockId: row.id }, data: { at: new Date(clock.breachedAt!) } })
    for (const [percent, at] of clock.warningsFired) {
      const moved = row?.warnings.find((warning) => warning.percent === percent && warning.at.getTime() !== at)
      if (moved)
        await tx.slaWarning.update({
          where: { clockId_percent: { clockId: clockId!, percent } },
          data: { at: new Date(at) },
          select: { clockId: true },
        })
    }
    const stale = [...known].filter((percent) => !clock.warningsFired.some(([fired]) => fired === percent))
    if (row && stale.length > 0) await tx.slaWarning.deleteMany({ where: { clockId: row.id, percent: { in: stale } } })
  }
  const gone = [...rows.values()].map((row) => row.id)
  if (gone.length > 0) await tx.slaClock.deleteMany({ where: { id: { in: gone } } })

  const warnings = signals.filter(({ kind }) => kind === 'warning')
  if (warnings.length > 0)
    await tx.slaWarning.createMany({
      data: warnings.map(({ clockId, percent, at }) => ({ clockId, percent, at, noticedAt: now })),
      skipDuplicates: true,
    })
  const breaches = signals.filter(({ kind }) => kind === 'breach')
  if (breaches.length > 0)
    await tx.slaBreach.createMany({
      data: breaches.map(({ clockId, at }) => ({ clockId, at, noticedAt: now })),
      skipDuplicates: true,
    })
  for (const { kind, clockId, metric, percent, at } of signals)
    work.publish(kind === 'breach' ? 'clock.breached' : 'clock.warned', at, {
      ticketId: ticket.id,
      clockId,
      metric,
      percent,
    })
  signals.sort((a, b) => a.at.getTime() - b.at.getTime() || a.percent - b.percent)
  return { clocks, signals, ...summarise(clocks) }
}

/** Returns the ids of tickets with a clock due at `at`, for the sweep. */
export async function ticketsWithDueClocks(client: Client, at: Date, limit: number): Promise<string[]> {
  return selectDueTickets(client, at, limit)
}

/** Returns the tickets with clocks that fall due in (from, to], one row per ticket, to enqueue delayed jobs. */
export async function clocksToArm(client: Client, from: Date, to: Date): Promise<{ ticketId: string; at: Date }[]> {
  return selectArming(client, from, to)
}
