import type { Client, Tx } from '@/server/infra/db/db'
import { DomainError } from '@/server/infra/errors'
import { publish } from '@/server/infra/outbox/publish'
import { consequencesOf } from './consequences.rules'
import { type ClockResult, evaluate } from '../evaluation/evaluate.rules'
import { type Deed, type PolicyDefinition, policyDefinition, type SlaEvent } from '../schema'
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

export interface PinnedPolicy {
  id: string
  planName: string
  digest: string
  definition: PolicyDefinition
}

// Published versions never change, so a parsed definition is good for the life of the process.
const parsed = new Map<string, { definition: PolicyDefinition; digest: string }>()
function remember(id: string, definition: unknown, digest: string) {
  const known = parsed.get(id)
  if (known) return known
  const fresh = { definition: policyDefinition.parse(definition), digest }
  parsed.set(id, fresh)
  return fresh
}

/**
 * The published policy version that a ticket filed at `at` pins for life (SEMANTICS §1.1).
 * @throws DomainError UNAVAILABLE when the plan has none in force
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

/** A pinned version's definition, whatever is in force today. */
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

/** A pinned version as it is stored, unread: what its digest was taken of. */
export async function recordedPolicy(
  client: Client,
  versionId: string,
): Promise<{ definition: unknown; digest: string }> {
  return selectPolicyVersion(client, versionId)
}

const date = (ms: number | null) => (ms === null ? null : new Date(ms))

/** The next instant at which this clock has something to say: its next warning or its due instant. */
export function nextInstant(clock: ClockResult): number | null {
  if (clock.state !== 'running') return null
  const warning = clock.warningsAhead[0]?.[1]
  if (warning === undefined) return clock.dueAt
  return clock.dueAt === null ? warning : Math.min(warning, clock.dueAt)
}

/** The highest warning that an open clock has given, which is what puts it at risk; null when there was none. */
function warnedPercent(clock: ClockResult): number | null {
  if (clock.state === 'ended' || clock.warningsFired.length === 0) return null
  return Math.max(...clock.warningsFired.map(([percent]) => percent))
}

/** A clock as its row; `severity` is the ticket's when it was last judged (1 to 4). */
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
  /** What the pinned policy wants done; null leaves it to the escalation policy's triggers. */
  deeds: ReadonlySet<Deed> | null
}

export interface Settlement {
  clocks: ClockResult[]
  /** Warnings and breaches recorded for the first time, in order of their instants. */
  signals: ClockSignal[]
  /** Earliest due (or breach) instant of an open clock: the queue's order. */
  nextDueAt: Date | null
  /** Earliest due instant of the clocks that run and have not breached: what can still be kept. */
  savableDueAt: Date | null
  /** Newest breach instant of the clocks that breached and are still open. */
  newestBreachAt: Date | null
  /** Where an acknowledgement expires: the 90 % instant of a running first or next response (SEMANTICS §3). */
  responseWarningAt: Date | null
  /** Instant of the next thing to fire, for a delayed nudge. */
  nextAt: Date | null
  /** Due instant of the running update cycle: "next update by". */
  nextUpdateBy: Date | null
}

/** What the evaluation means for queue, pages and nudges. */
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

/** `undefined` when nothing differs, so that an evaluation that changes nothing writes nothing. */
function differs(row: ClockRow, columns: ReturnType<typeof clockColumns>): boolean {
  const same = (a: unknown, b: unknown) =>
    a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b
  // Elapsed time of a running clock grows by itself; its row need not be told.
  const names = (Object.keys(columns) as (keyof typeof columns)[]).filter(
    (name) => name !== 'elapsedMs' || columns.state === 'ended' || columns.state === 'paused',
  )
  return names.some((name) => !same(row[name], columns[name]))
}

/**
 * Gives each row the ordinal that its promise now has: an upheld dispute takes a clock away or moves its start, and
 * those after it are still the promises they were, with their warnings, breaches and reasons. Rows of promises that
 * never were keep an ordinal that no clock has.
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
    // Out of each other's way first: the ordinals of a ticket are unique.
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
 * Evaluates a ticket's timeline as of `now` and brings its clock rows in line; records each warning and breach once,
 * at its own instant, whenever it is noticed (SEMANTICS §1.3). May run any number of times. The caller holds the
 * ticket's row lock.
 */
export async function settleClocks(
  tx: Tx,
  ticket: { id: string; severity: Severity; policyVersionId: string },
  events: readonly SlaEvent[],
  now: Date,
): Promise<Settlement> {
  const { definition } = await pinnedPolicy(tx, ticket.policyVersionId)
  const clocks = evaluate(definition, events, now.getTime())
  const stored = await alignRows(tx, ticket.id, clocks, await selectClocks(tx, ticket.id))
  const rows = new Map(stored.map((row) => [`${row.metric}:${row.ordinal}`, row]))
  const ordinals = new Map<Metric, number>()
  const signals: ClockSignal[] = []
  const signal = (found: Omit<ClockSignal, 'deeds'>) =>
    signals.push({ ...found, deeds: consequencesOf(definition, ticket.severity, found) })

  for (const clock of clocks) {
    const ordinal = (ordinals.get(clock.metric) ?? 0) + 1
    ordinals.set(clock.metric, ordinal)
    const key = `${clock.metric}:${ordinal}`
    const row = rows.get(key)
    // A clock that has ended belongs to the severity it ended under, whatever the ticket's is now.
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
    // An upheld dispute can undo or move what was judged on an answer that was none.
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
    publish(tx, kind === 'breach' ? 'clock.breached' : 'clock.warned', at, {
      ticketId: ticket.id,
      clockId,
      metric,
      percent,
    })
  signals.sort((a, b) => a.at.getTime() - b.at.getTime() || a.percent - b.percent)
  return { clocks, signals, ...summarise(clocks) }
}

/** Tickets that have something to settle at `at`: the sweep's index range. */
export async function ticketsWithDueClocks(client: Client, at: Date, limit: number): Promise<string[]> {
  return selectDueTickets(client, at, limit)
}

/** What falls due in (from, to], one row a ticket: the arming pass turns these into delayed nudges. */
export async function clocksToArm(client: Client, from: Date, to: Date): Promise<{ ticketId: string; at: Date }[]> {
  return selectArming(client, from, to)
}
