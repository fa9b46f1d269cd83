import { whatIfRights } from './rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import { type Actor, systemActor } from '@/server/vocabulary/rights/actor'
import { setImmediate } from 'node:timers/promises'
import { DomainError, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { log } from '@/server/infra/log'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { addCells, compareTicket, type ReplayCell } from '@/server/sla/clocks/replay.rules'
import { type PolicyDefinition, policyDefinition } from '@/server/sla/schema'
import { pinnedPolicy } from '@/server/sla/clocks/clocks'
import { slaEvents } from '@/server/tickets/events/stored.rules'
import type { ReplaySummary, ReplayTicketRow, ReplayTicketsInput, ReplayView, StartReplayInput } from './schema'
import {
  cancelReplayRow,
  type ClaimedReplay,
  claimReplay,
  countTickets,
  deleteOldReplays,
  type FindingRow,
  insertFindings,
  insertReplay,
  moveCheckpoint,
  releaseReplay,
  type ReplayCursor,
  type ReplayScope,
  type ReplaySummaryRow,
  selectBehind,
  selectCandidate,
  selectDueReplays,
  selectNames,
  selectPlanName,
  selectReplay,
  selectReplays,
  selectScopeVersions,
  selectTicketLines,
  selectTimelines,
  type TicketTimelineRow,
  updateTotal,
} from './queries'

const dayMs = 86_400_000
const keptReplays = 20
const leaseMs = 30_000
const maxAttempts = 3
const retryAfterMs = 10_000
const defaultBatchSize = 2_000
/** Tickets evaluated before yielding to the event loop, so that a replay does not delay pages. */
const sliceSize = 50
const pageSize = 50

/**
 * Requests a replay of past tickets against a candidate: a saved version, draft or published, of any plan, or an
 * unsaved definition. Clocks are evaluated as of now. The worker runs it.
 * @throws DomainError INVALID for an unknown plan or version
 */
export async function startReplay(ctx: ServiceContext, actor: Actor, input: StartReplayInput): Promise<{ id: string }> {
  const viewer = authorise(actor, whatIfRights.replay)
  const now = ctx.now()
  return unitOfWork(ctx, actor, async ({ tx, nudge, live }) => {
    const planName = await selectPlanName(tx, input.planId)
    if (planName === null) throw new DomainError('INVALID', 'unknownPlan', { field: 'planId' })
    const version = 'versionId' in input ? await selectCandidate(tx, input.versionId) : null
    if ('versionId' in input && !version)
      throw new DomainError('INVALID', 'unknownPolicyVersion', { field: 'versionId' })
    const definition = 'definition' in input ? input.definition : policyDefinition.parse(version?.definition)
    await deleteOldReplays(tx, keptReplays - 1)
    const replayId = await insertReplay(tx, {
      planId: input.planId,
      product: input.product,
      definition,
      candidateName: version?.policy.plan.name ?? planName,
      candidateVersion: version?.version ?? null,
      days: input.days,
      requestedById: viewer.userId,
      requestedAt: now,
      nextAt: now,
    })
    live({ kind: 'replay', replayId })
    nudge('replay.run', { replayId })
    return { id: replayId }
  })
}

/**
 * Cancels an unfinished replay; its results so far stay readable. The worker notices at its next checkpoint.
 * @returns whether the replay was unfinished
 * @throws DomainError NOT_FOUND
 */
export async function cancelReplay(ctx: ServiceContext, actor: Actor, id: string): Promise<{ cancelled: boolean }> {
  authorise(actor, whatIfRights.replay)
  return unitOfWork(ctx, actor, async ({ tx, live }) => {
    if (!(await selectReplay(tx, id))) throw notFound(id)
    const cancelled = await cancelReplayRow(tx, id, ctx.now())
    if (cancelled) live({ kind: 'replay', replayId: id })
    return { cancelled }
  })
}

const summaryOf = ({ plan, requestedById, ...row }: ReplaySummaryRow, names: Map<string, string>): ReplaySummary => ({
  ...row,
  planName: plan.name,
  requestedBy: names.get(requestedById) ?? null,
})

/** Returns the kept replays, newest first. */
export async function listReplays(ctx: ServiceContext, actor: Actor): Promise<ReplaySummary[]> {
  authorise(actor, whatIfRights.replay)
  const rows = await selectReplays(ctx.db, keptReplays)
  const names = await selectNames(ctx.db, [...new Set(rows.map((row) => row.requestedById))])
  return rows.map((row) => summaryOf(row, names))
}

/**
 * Returns one replay with its results so far.
 * @throws DomainError NOT_FOUND
 */
export async function readReplay(ctx: ServiceContext, actor: Actor, id: string): Promise<ReplayView> {
  authorise(actor, whatIfRights.replay)
  const row = await selectReplay(ctx.db, id)
  if (!row) throw notFound(id)
  const { cells, ...summary } = row
  return {
    ...summaryOf(summary, await selectNames(ctx.db, [row.requestedById])),
    cells: cells as unknown as ReplayCell[],
  }
}

/** Returns one page of the tickets counted in a number of a replay, newest first, with the cursor of the next page. */
export async function listReplayTickets(
  ctx: ServiceContext,
  actor: Actor,
  { id, number, cell, cursor }: ReplayTicketsInput,
): Promise<{ rows: ReplayTicketRow[]; nextCursor: string | null }> {
  authorise(actor, whatIfRights.replay)
  const found = await selectBehind(ctx.db, id, number, cell, cursor, pageSize + 1)
  const page = found.slice(0, pageSize)
  const lines = new Map(
    (
      await selectTicketLines(
        ctx.db,
        page.map((row) => row.ticketId),
      )
    ).map((line) => [line.id, line]),
  )
  const last = page.at(-1)
  return {
    rows: page.flatMap((row): ReplayTicketRow[] => {
      const line = lines.get(row.ticketId)
      if (!line) return []
      return [
        {
          reference: line.reference,
          subject: line.subject,
          organisation: line.organisation.name,
          parts: row.parts,
        },
      ]
    }),
    nextCursor: found.length > pageSize && last ? last.ticketId : null,
  }
}

/** Returns the ids of replays for a worker to take: requested ones, and those whose lease or retry delay has ended. */
export async function dueReplays(ctx: ServiceContext, limit: number): Promise<string[]> {
  return selectDueReplays(ctx.db, ctx.now(), limit)
}

type EventTuple = [seq: number, at: number, type: string, facts: unknown]
const timelineOf = ({ events }: TicketTimelineRow) =>
  slaEvents(
    (JSON.parse(events ?? '[]') as EventTuple[]).map(([seq, at, type, facts]) => ({
      seq,
      at: new Date(at),
      type,
      facts,
    })),
  )

function findingOf(ticketId: string, { metric, severity, before, after, gained, lost }: ReplayCell): FindingRow {
  return {
    ticketId,
    metric,
    severity,
    metBefore: before.met,
    breachedBefore: before.breached,
    metAfter: after.met,
    breachedAfter: after.breached,
    gained,
    lost,
  }
}

/** Evaluates a batch under both policies, yielding to the event loop between slices. */
async function compareBatch(ctx: ServiceContext, batch: TicketTimelineRow[], candidate: PolicyDefinition, asOf: Date) {
  const findings: FindingRow[] = []
  let cells: ReplayCell[] = []
  for (let from = 0; from < batch.length; from += sliceSize) {
    const found: ReplayCell[] = []
    for (const row of batch.slice(from, from + sliceSize)) {
      const { definition } = await pinnedPolicy(ctx.db, row.policyVersionId)
      for (const cell of compareTicket(definition, candidate, timelineOf(row), asOf.getTime())) {
        found.push(cell)
        findings.push(findingOf(row.id, cell))
      }
    }
    cells = addCells(cells, found)
    await setImmediate()
  }
  return { findings, cells }
}

interface RunOptions {
  /** When aborted, the replay is released after the current batch. */
  signal?: AbortSignal
  /** Number of tickets read, evaluated and written per batch. */
  batchSize?: number
}

async function replayAll(
  ctx: ServiceContext,
  replay: ClaimedReplay,
  { signal, batchSize = defaultBatchSize }: RunOptions,
): Promise<void> {
  const { id, requestedAt: asOf, days, product } = replay
  const candidate = policyDefinition.parse(replay.definition)
  const scope: ReplayScope = {
    versionIds: await selectScopeVersions(ctx.db, replay.planId, product),
    product,
    from: days === null ? new Date(0) : new Date(asOf.getTime() - days * dayMs),
    to: asOf,
  }
  if (replay.total === null) await updateTotal(ctx.db, id, await countTickets(ctx.db, scope))

  let { done } = replay
  let cells = replay.cells as unknown as ReplayCell[]
  let cursor: ReplayCursor | null =
    replay.cursorAt && replay.cursorId ? { createdAt: replay.cursorAt, id: replay.cursorId } : null
  const read = (after: ReplayCursor | null) => {
    const rows = selectTimelines(ctx.db, scope, after, asOf, batchSize)
    // Prevents an unhandled rejection when the run ends before awaiting this read; a later `await` still throws.
    rows.catch(() => undefined)
    return rows
  }
  let ahead = read(cursor)
  for (;;) {
    const batch = await ahead
    const last = batch.at(-1)
    const over = batch.length < batchSize
    cursor = last ? { createdAt: last.createdAt, id: last.id } : cursor
    // The next batch is read while this one is evaluated: at most two batches are in memory.
    if (!over) ahead = read(cursor)
    const found = await compareBatch(ctx, batch, candidate, asOf)
    cells = addCells(cells, found.cells)
    const moved = await unitOfWork(ctx, systemActor('replays'), async ({ tx, live }) => {
      const now = ctx.now()
      const kept = await moveCheckpoint(tx, id, done, {
        done: done + batch.length,
        cursor,
        cells,
        nextAt: over ? null : new Date(now.getTime() + leaseMs),
        finishedAt: over ? now : null,
      })
      if (!kept) return false
      await insertFindings(tx, id, found.findings)
      live({ kind: 'replay', replayId: id })
      return true
    })
    if (!moved || over) return
    done += batch.length
    if (signal?.aborted) {
      await releaseReplay(ctx.db, id, { nextAt: ctx.now() })
      return
    }
  }
}

/**
 * Runs a replay from its checkpoint, through its tickets in order of filing. Results, the tickets counted in them and
 * the checkpoint are written in one transaction per batch, so a crash loses at most one batch and no ticket is counted
 * twice. Does nothing for a finished replay, or one leased by another worker.
 */
export async function runReplay(ctx: ServiceContext, id: string, options: RunOptions = {}): Promise<void> {
  const at = ctx.now()
  const replay = await claimReplay(ctx.db, id, at, new Date(at.getTime() + leaseMs))
  if (!replay) return
  try {
    await replayAll(ctx, replay, options)
  } catch (error) {
    const now = ctx.now()
    const attempts = replay.attempts + 1
    const gaveUp = attempts >= maxAttempts
    log.error({ replayId: id, attempts, err: error }, 'replay')
    await unitOfWork(ctx, systemActor('replays'), async ({ tx, live }) => {
      await releaseReplay(tx, id, {
        attempts,
        lastError: error instanceof Error ? error.message : String(error),
        nextAt: gaveUp ? null : new Date(now.getTime() + retryAfterMs),
        finishedAt: gaveUp ? now : null,
      })
      live({ kind: 'replay', replayId: id })
    })
  }
}
