import { pagingRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { staffNow } from '@/server/accounts/staff'
import { conflict, invalid, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Client } from '@/server/infra/db/db'
import { unitOfWork, type Work } from '@/server/infra/db/unit-of-work'
import { askToHelp, cancelPending, joinAsResponder, stateColumns, advancePage, writeLog } from './dispatch'
import { acknowledge, reassign, snooze } from './escalation.rules'
import { lockReadablePage, lockPage, type PageRow, markOthersReassigned, selectMethods } from '../queries'

/**
 * What an engineer can do with a page besides acknowledging it: snooze, reassign, ask for help, join (SEMANTICS §3).
 */

const minuteMs = 60_000

/**
 * Runs `change` on a page of a ticket under the page's row lock.
 * @throws DomainError NOT_FOUND, also for a drill; CONFLICT pageClosed
 */
async function onPage<T>(
  ctx: ServiceContext,
  actor: Actor,
  pageId: string,
  change: (work: Work, page: PageRow) => Promise<T>,
): Promise<T> {
  return unitOfWork(ctx, actor, async (work) => {
    const page = await lockPage(work.tx, pageId)
    // A drill can only be acknowledged.
    if (!page || page.drillPlanId !== null) throw notFound(pageId)
    if (page.escalation.state === 'closed') throw conflict('pageClosed', pageId)
    const answer = await change(work, page)
    work.live({ kind: 'page', pageId: page.id, ticketId: page.ticketId })
    return answer
  })
}

/** @throws DomainError INVALID engineerUnreachable for a person without a usable contact method */
async function requireReachable(client: Client, engineerIds: readonly string[], field: string): Promise<void> {
  const methods = await selectMethods(client, engineerIds)
  const reachable = (id: string) => methods.some((method) => method.userId === id)
  if (!engineerIds.every(reachable)) throw invalid('engineerUnreachable', field)
}

/**
 * Acknowledges a page for some minutes: everything pending is cancelled, and without an answer the page reopens after
 * that time, or at the 90 % warning of a running response if that is earlier.
 * @returns when it reopens
 */
export async function snoozePage(
  ctx: ServiceContext,
  actor: Actor,
  input: { pageId: string; minutes: number },
): Promise<{ until: Date }> {
  const viewer = authorise(actor, pagingRights.answerPage, input)
  return onPage(ctx, actor, input.pageId, async (work, page) => {
    const { tx, now } = work
    const { state } = snooze(page.policy, page.escalation, now.getTime(), now.getTime() + input.minutes * minuteMs, {
      severity: page.severity,
      responseWarningAt: page.responseWarningAt?.getTime() ?? null,
    })
    const until = new Date(state.scheduledAt ?? now.getTime())
    await cancelPending(tx, page.id)
    await tx.page.update({
      where: { id: page.id },
      data: { ...stateColumns(state), acknowledgedAt: now, acknowledgedById: viewer.userId },
      select: { id: true },
    })
    await writeLog(
      work,
      page.id,
      'snoozed',
      { engineerId: viewer.userId, until: until.toISOString(), cycle: state.cycle },
      now,
    )
    work.nudge('page.advance', { pageId: page.id }, { at: until })
    return { until }
  })
}

/**
 * Reassigns a page: the given engineer is notified at once in place of the first step; pending notifications are
 * cancelled and an acknowledgement ends. Links and calls sent to others before no longer acknowledge, unless those
 * people are called again or were asked to help.
 */
export async function reassignPage(
  ctx: ServiceContext,
  actor: Actor,
  input: { pageId: string; engineerId: string },
): Promise<void> {
  const viewer = authorise(actor, pagingRights.answerPage, input)
  return onPage(ctx, actor, input.pageId, async (work, page) => {
    const { tx, now } = work
    await requireReachable(tx, [input.engineerId], 'engineerId')
    const given = reassign(page.policy, page.escalation, now.getTime(), input.engineerId)
    await cancelPending(tx, page.id)
    await markOthersReassigned(tx, page.id, input.engineerId)
    await writeLog(
      work,
      page.id,
      'reassigned',
      { engineerId: viewer.userId, toId: input.engineerId, cycle: given.state.cycle },
      now,
    )
    const nobody = { acknowledgedAt: null, acknowledgedById: null }
    work.nudgeAll(await advancePage(work, { ...page, policy: given.policy }, given.state, now, nobody))
  })
}

/**
 * Hands the open page of a ticket over together with the ticket. An acknowledgement by `fromId` becomes one by `toId`
 * and keeps its expiry; a page that nobody has acknowledged is acknowledged by `toId`; an acknowledgement by a third
 * person stands. Runs in the transaction of the handover.
 */
export async function handOverPage(
  work: Work,
  input: { ticketId: string; fromId: string | null; toId: string; now: Date },
): Promise<void> {
  const { tx } = work
  const { ticketId, fromId, toId, now } = input
  const page = await lockReadablePage(tx, ticketId)
  if (!page || page === 'unreadable') return
  const { outcome, state } = acknowledge(page.policy, page.escalation, now.getTime(), {
    severity: page.severity,
    responseWarningAt: page.responseWarningAt?.getTime() ?? null,
    answered: false,
  })
  if (outcome === 'closed') return
  if (outcome === 'alreadyAcknowledged') {
    if (page.acknowledgedById !== fromId) return
    await tx.page.update({ where: { id: page.id }, data: { acknowledgedById: toId }, select: { id: true } })
    await writeLog(work, page.id, 'handed_over', { engineerId: toId, fromId }, now)
  } else {
    await cancelPending(tx, page.id)
    await tx.page.update({
      where: { id: page.id },
      data: { ...stateColumns(state), acknowledgedAt: now, acknowledgedById: toId },
      select: { id: true },
    })
    await writeLog(work, page.id, 'acknowledged', { engineerId: toId, via: 'desk', cycle: state.cycle }, now)
  }
  work.live({ kind: 'page', pageId: page.id, ticketId })
  if (outcome !== 'alreadyAcknowledged' && state.scheduledAt !== null)
    work.nudge('page.advance', { pageId: page.id }, { at: new Date(state.scheduledAt) })
}

/**
 * Asks other engineers to help: each is notified at once by their own notification rules until they join, whether or
 * not the page is acknowledged. The escalation is not changed. People who are already helpers are not asked again.
 * @returns how many were asked
 */
export async function addResponders(
  ctx: ServiceContext,
  actor: Actor,
  input: { pageId: string; engineerIds: string[] },
): Promise<{ asked: number }> {
  const viewer = authorise(actor, pagingRights.askForHelp)
  return onPage(ctx, actor, input.pageId, async (work, page) => {
    const { tx, now } = work
    await requireReachable(tx, input.engineerIds, 'engineerIds')
    const known = await tx.pageResponder.findMany({ where: { pageId: page.id }, select: { engineerId: true } })
    const asked = [...new Set(input.engineerIds)].filter((id) => !known.some(({ engineerId }) => engineerId === id))
    if (asked.length === 0) return { asked: 0 }
    await tx.pageResponder.createMany({
      data: asked.map((engineerId) => ({ pageId: page.id, engineerId, askedById: viewer.userId, askedAt: now })),
    })
    await writeLog(work, page.id, 'responders_asked', { engineerId: viewer.userId, engineerIds: asked }, now)
    work.nudgeAll(await askToHelp(work, page, asked, now))
    return { asked: asked.length }
  })
}

/** Joins a page as a helper, asked or not; the acknowledgement stays with whoever gave it. Idempotent. */
export async function joinPage(ctx: ServiceContext, actor: Actor, pageId: string): Promise<void> {
  const viewer = authorise(actor, pagingRights.answerPage, { pageId })
  return onPage(ctx, actor, pageId, async (work, page) => {
    const { tx, now } = work
    const { userId: engineerId } = viewer
    const known = await tx.pageResponder.findFirst({ where: { pageId, engineerId }, select: { joinedAt: true } })
    if (known?.joinedAt) return
    if (!known)
      await tx.pageResponder.create({
        data: { pageId: page.id, engineerId, askedById: engineerId, askedAt: now },
        select: { pageId: true },
      })
    await joinAsResponder(work, page.id, engineerId, now)
  })
}

/** Returns staff with a usable contact method, ordered by name. */
export async function reachableStaff(ctx: ServiceContext, actor: Actor): Promise<{ id: string; name: string }[]> {
  authorise(actor, pagingRights.readPages)
  return ctx.db.user.findMany({
    where: {
      ...staffNow(),
      contactMethods: { some: { verifiedAt: { not: null }, disabledAt: null, failedAt: null } },
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true },
  })
}
