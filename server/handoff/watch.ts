import { randomUUID } from 'node:crypto'
import { staffWithRole, usersByIds } from '@/server/accounts/sign-in/options'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { unitOfWork, type Work } from '@/server/infra/db/unit-of-work'
import { scheduleFacts } from '@/server/oncall/schedule/schedules'
import { usedSchedules } from '@/server/paging/policy/used-schedules'
import { isOutstanding, readersOf, writeHandoffMails } from './mails'
import {
  type BriefRow,
  lockBrief,
  lockHandoffs,
  refillEntries,
  selectBrief,
  selectDueBriefs,
  selectDueSchedules,
  selectHeld,
  settleEntries,
} from './queries'
import { prefilledWords } from './words/words'
import {
  draftLeadMs,
  incomingAt,
  isHandoff,
  isLast,
  lookAheadMs,
  searchStart,
  matchingShiftEnd,
  type NamedSchedule,
  nextLookAt,
  type ShiftEnd,
  shiftEnds,
} from './rules'
import { followUpOf, missingFields } from './brief/rules'
import { isUrgent } from '@/server/vocabulary/severity'
import { systemActor } from '@/server/vocabulary/rights/actor'

/** Returns the ids of schedules with a shift that has ended, or a brief that opens, by now. */
export const dueHandoffs = (ctx: ServiceContext, limit: number) => selectDueSchedules(ctx.db, ctx.now(), limit)
/** Returns the ids of handed briefs whose follow-up is due, because an S1 or S2 may not be accepted yet. */
export const dueBriefs = (ctx: ServiceContext, limit: number) => selectDueBriefs(ctx.db, ctx.now(), limit)

/**
 * Brings the entries of a brief in line with the tickets that its engineer has now: adds new ones, settles open ones
 * whose ticket has gone, and prefills anew those that nobody has edited. Edited text is kept.
 */
export async function syncEntries(tx: Tx, briefId: string, now: Date): Promise<BriefRow> {
  const brief = (await selectBrief(tx, briefId))!
  const outgoing = (await usersByIds(tx, [brief.outgoingId])).get(brief.outgoingId)!
  const held = await selectHeld(tx, brief.outgoingId)
  const words = await prefilledWords(tx, held, outgoing)
  const known = new Map(brief.entries.map((entry) => [entry.ticketId, entry]))
  const added = await tx.ticket.findMany({
    where: { id: { in: held.filter((ticketId) => !known.has(ticketId)) } },
    select: { id: true, staffSeq: true },
  })
  await tx.handoffEntry.createMany({
    data: added.map(({ id: ticketId, staffSeq }) => ({
      id: randomUUID(),
      briefId,
      ticketId,
      staffSeq,
      ...words.get(ticketId)!,
      updatedAt: now,
    })),
    skipDuplicates: true,
  })
  const unedited = held.flatMap((ticketId) => {
    const entry = known.get(ticketId)
    return entry?.revision === 0 ? [{ id: entry.id, ...words.get(ticketId)! }] : []
  })
  await refillEntries(tx, unedited, now)
  await settleEntries(tx, { briefId, ticketId: { notIn: held } }, { id: null, at: now })
  return (await selectBrief(tx, briefId))!
}

const endKey = (end: ShiftEnd) => `${end.at} ${end.outgoing}`

/** Opens a draft for the outgoing engineer if they have open tickets and no other brief for this instant. */
async function openDraft(tx: Tx, scheduleId: string, end: ShiftEnd, incomingId: string | null, now: Date) {
  if ((await selectHeld(tx, end.outgoing)).length === 0) return
  const elsewhere = await tx.handoffBrief.findFirst({
    where: {
      outgoingId: end.outgoing,
      scheduleId: { not: scheduleId },
      OR: [{ state: 'draft' }, { state: 'handed', endsAt: new Date(end.at) }],
    },
    select: { id: true },
  })
  // An engineer who leaves two schedules at once hands over once; that draft follows the schedule it was opened for.
  if (elsewhere) return
  const key = { scheduleId, endsAt: new Date(end.at), outgoingId: end.outgoing }
  const created = await tx.handoffBrief.createManyAndReturn({
    data: [{ ...key, incomingId, createdAt: now }],
    skipDuplicates: true,
    select: { id: true },
  })
  // The schedule was changed and changed back: the withdrawn draft becomes one again and keeps its text.
  const again = created[0]
    ? created
    : await tx.handoffBrief.updateManyAndReturn({
        where: { ...key, state: 'withdrawn', handedAt: null },
        data: { state: 'draft' },
        select: { id: true },
      })
  if (again[0]) await syncEntries(tx, again[0].id, now)
}

/** Mails the outgoing engineer that the brief can be written; once per planned end of the shift. */
async function mailDraft(work: Work, briefId: string, now: Date): Promise<void> {
  const brief = (await selectBrief(work.tx, briefId))!
  const left = brief.entries.filter(isOutstanding)
  if (left.length === 0) return
  await writeHandoffMails(work, brief, 'draft', await readersOf(work.tx, [brief.outgoingId]), left, now)
}

async function handOverBrief(work: Work, briefId: string, incomingId: string | null, now: Date): Promise<void> {
  const { tx } = work
  // A kept ticket that has become an S1 or S2 is handed over after all.
  await tx.handoffEntry.updateMany({
    where: { briefId, state: 'kept', ticket: { severity: { in: ['S1', 'S2'] } } },
    data: { state: 'open', decidedAt: null, decidedById: null },
  })
  const synced = await syncEntries(tx, briefId, now)
  const left = synced.entries.filter(isOutstanding)
  await tx.handoffBrief.update({
    where: { id: briefId },
    data: {
      state: left.length > 0 || synced.entries.some(({ state }) => state === 'kept') ? 'handed' : 'withdrawn',
      incomingId,
      handedAt: now,
      nextAt: left.length > 0 ? new Date(followUpOf(now.getTime(), now.getTime()).nextAt!) : null,
    },
    select: { id: true },
  })
  if (left.length === 0) return
  // A ticket waits to be accepted only in its newest brief.
  await settleEntries(
    tx,
    { briefId: { not: briefId }, ticketId: { in: left.map(({ ticketId }) => ticketId) } },
    { id: null, at: now },
  )
  const brief = (await selectBrief(tx, briefId))!
  const unwritten = left.some((entry) => missingFields(entry.ticket.severity, entry).length > 0)
  const incoming = incomingId ? await readersOf(tx, [incomingId]) : await staffWithRole(tx, ['manager'])
  await writeHandoffMails(work, brief, 'handed', incoming, left, now)
  if (unwritten) await writeHandoffMails(work, brief, 'unwritten', await readersOf(tx, [brief.outgoingId]), left, now)
}

/**
 * Moves drafts to the new end of their engineer's shift after an edit, an override or a swap; withdraws those without
 * one.
 */
async function moveDrafts(
  work: Work,
  scheduleId: string,
  ends: readonly ShiftEnd[],
  isNeeded: (end: ShiftEnd) => boolean,
  now: Date,
): Promise<void> {
  const { tx } = work
  const briefs = await tx.handoffBrief.findMany({
    where: { scheduleId, endsAt: { gte: new Date(ends[0]?.at ?? now.getTime()) } },
    select: { endsAt: true, outgoingId: true },
  })
  const taken = new Set(briefs.map((one) => endKey({ at: one.endsAt.getTime(), outgoing: one.outgoingId })))
  const drafts = await tx.handoffBrief.findMany({
    where: { scheduleId, state: 'draft' },
    orderBy: { endsAt: 'asc' },
    select: { id: true, endsAt: true, outgoingId: true },
  })
  for (const draft of drafts) {
    const from = { at: draft.endsAt.getTime(), outgoing: draft.outgoingId }
    const to = matchingShiftEnd(from, ends, (end) => taken.has(endKey(end)))
    const isOver = to === null || !isNeeded(to)
    if (!isOver && to.at === from.at) continue
    if (!isOver) taken.add(endKey(to))
    await tx.handoffBrief.update({
      where: { id: draft.id },
      data: isOver ? { state: 'withdrawn' } : { endsAt: new Date(to.at) },
      select: { id: true },
    })
    work.live({ kind: 'handoff', briefId: draft.id })
  }
}

/**
 * Processes the handoffs of a schedule (UX /desk/handoff): opens the briefs of shifts that end within 30 minutes, hands
 * over those of shifts that have ended, and moves drafts after a change of the schedule. A schedule that no escalation
 * policy calls hands nothing over. Computed from the schedule's history, so that it is exact however late it runs. Runs
 * under the schedule's row lock. Idempotent.
 */
export async function handOffShift(ctx: ServiceContext, scheduleId: string): Promise<void> {
  await unitOfWork(ctx, systemActor('handoffs'), async (work) => {
    const { tx, now } = work
    const at = now.getTime()
    const schedule = await lockHandoffs(tx, scheduleId, now)
    if (!schedule) return
    const facts = (await scheduleFacts(tx, [scheduleId])).get(scheduleId)!
    const ends = shiftEnds(facts, searchStart(schedule.handedOffBefore?.getTime() ?? at, at), at + lookAheadMs)
    const near = ends.filter((end) => end.at <= at + draftLeadMs)
    const drafts = await tx.handoffBrief.count({ where: { scheduleId, state: 'draft' } })
    // The other schedules are only needed near the end of a shift or with a draft.
    const schedules: NamedSchedule[] = near.length > 0 || drafts > 0 ? await usedSchedules(tx) : []
    const isUsed = schedules.some(({ id }) => id === scheduleId)
    // When it runs late, what counts is who is on call now: the engineer may be on call again since.
    const asOf = (end: ShiftEnd) => ({ ...end, at: Math.max(end.at, at) })
    const isNeeded = (end: ShiftEnd) => isUsed && isLast(end, ends, at) && isHandoff(schedules, scheduleId, asOf(end))
    await moveDrafts(work, scheduleId, ends, isNeeded, now)
    for (const end of near.filter(isNeeded)) {
      const incomingId = incomingAt(schedules, scheduleId, asOf(end).at)
      await openDraft(tx, scheduleId, end, incomingId, now)
      const brief = await tx.handoffBrief.findUnique({
        where: {
          scheduleId_endsAt_outgoingId: { scheduleId, endsAt: new Date(end.at), outgoingId: end.outgoing },
        },
        select: { id: true, state: true, incomingId: true },
      })
      if (brief?.state !== 'draft') continue
      if (end.at <= at) await handOverBrief(work, brief.id, incomingId, now)
      else {
        if (brief.incomingId !== incomingId)
          await tx.handoffBrief.update({ where: { id: brief.id }, data: { incomingId }, select: { id: true } })
        await mailDraft(work, brief.id, now)
      }
      work.live({ kind: 'handoff', briefId: brief.id })
    }
    await tx.schedule.update({
      where: { id: scheduleId },
      data: { handedOffBefore: now, handoffsAt: new Date(nextLookAt(ends, at)) },
      select: { id: true },
    })
  })
}

/**
 * Reminds both engineers of an S1 or S2 that nobody has accepted ten minutes after the handoff, and notifies the
 * managers ten minutes later. Idempotent.
 */
export async function followUpBrief(ctx: ServiceContext, briefId: string): Promise<void> {
  await unitOfWork(ctx, systemActor('briefs'), async (work) => {
    const { tx, now } = work
    const brief = await lockBrief(tx, briefId)
    if (!brief?.nextAt || !brief.handedAt || brief.nextAt > now) return
    const left = brief.entries.filter(isOutstanding)
    const urgent = left.filter(({ ticket }) => isUrgent(ticket.severity))
    const { notify, nextAt } = followUpOf(brief.handedAt.getTime(), now.getTime())
    await tx.handoffBrief.update({
      where: { id: briefId },
      data: { nextAt: left.length > 0 && nextAt !== null ? new Date(nextAt) : null },
      select: { id: true },
    })
    work.live({ kind: 'handoff', briefId })
    if (!notify || urgent.length === 0) return
    const engineers = await readersOf(tx, [brief.outgoingId, brief.incomingId])
    await writeHandoffMails(work, brief, 'waiting', engineers, urgent, now)
    if (notify === 'managers')
      await writeHandoffMails(work, brief, 'managers', await staffWithRole(tx, ['manager']), urgent, now)
  })
}
