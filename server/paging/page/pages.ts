import { pagingRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { isTimeTrusted, type ServiceContext } from '@/server/infra/context'
import type { Client, Tx } from '@/server/infra/db/db'
import type { Nudge } from '@/server/infra/jobs/jobs'
import { notifyLive } from '@/server/infra/live'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import type { Severity } from '@/server/vocabulary/severity'
import { releaseChannel, selectChannel, selectDueDeliveries } from '../delivery/next'
import { cancelPending, joinAsResponder, stateColumns, walk, writeLog } from './dispatch'
import { acknowledge, closePage as closeState } from './escalation.rules'
import { choosePolicy } from '../policy/policy-choice.rules'
import { type AcknowledgedBy, type ContactKind, defaultTriggers, escalationState, type PageTriggers } from '../schema'
import { lockPage, lockReadablePage, selectDue, selectPolicies, selectReassignedTo } from '../queries'

export { deliver } from '../delivery/deliveries'
export { type OpenOrJoinPage, openOrJoinPage, prepareOpening } from './opening'
export { updatePageFacts } from './page-facts'
export { NotificationRefused, openPageTransports, type PageTransports } from '../delivery/transports'

/** The subject of a ticket has changed, also for what was paged of it. */
export async function renamePages(tx: Tx, ticketId: string, subject: string): Promise<void> {
  await tx.$executeRaw`
    update "Page" set "about" = "about" || jsonb_build_object('subject', ${subject}::text)
    where "ticketId" = ${ticketId}::uuid`
}

/**
 * Which warnings and breaches page: by the policy frozen into the ticket's open page, else by the one that a page
 * would open with (SEMANTICS §3).
 */
export async function pageTriggersFor(
  tx: Tx,
  ticket: { id: string; severity: Severity; teamId: string | null },
): Promise<PageTriggers> {
  const open = await lockReadablePage(tx, ticket.id)
  if (open) return open.policy.triggers ?? defaultTriggers
  return choosePolicy(await selectPolicies(tx), ticket)?.definition.triggers ?? defaultTriggers
}

/** An answer, a resolution, a closing: nothing more is pending, and every link of the page is dead. */
export async function closePage(
  tx: Tx,
  input: { ticketId: string; reason: 'answered' | 'resolved' | 'closed' | 'merged'; now: Date },
): Promise<Nudge[]> {
  const page = await lockReadablePage(tx, input.ticketId)
  if (!page) {
    // Also one that cannot be read ends with its ticket.
    await tx.page.updateMany({
      where: { ticketId: input.ticketId, state: { not: 'closed' } },
      data: { state: 'closed', nextAt: null, closedAt: input.now, closeReason: input.reason },
    })
    return []
  }
  await cancelPending(tx, page.id, { kind: { in: ['escalation', 'managers_told', 'responder'] } })
  await tx.page.update({
    where: { id: page.id },
    data: {
      ...stateColumns(closeState(page.escalation, input.reason)),
      closedAt: input.now,
      closeReason: input.reason,
    },
    select: { id: true },
  })
  await writeLog(tx, page.id, 'closed', { reason: input.reason }, input.now)
  notifyLive(tx, { kind: 'page', pageId: page.id, ticketId: page.ticketId })
  return []
}

/**
 * Carries out what has fallen due on a page: steps, repeats, persistence, an expired acknowledgement. Idempotent. While
 * the time is in doubt no later step is decided and the page stays due; its first step went out when it opened.
 */
export async function advanceEscalation(ctx: ServiceContext, pageId: string): Promise<void> {
  if (!isTimeTrusted(ctx)) return
  await unitOfWork(ctx, async (work) => {
    const page = await lockPage(work.tx, pageId)
    const { now } = work
    if (!page || page.escalation.scheduledAt === null || page.escalation.scheduledAt > now.getTime()) return
    work.nudgeAll(await walk(work.tx, page, page.escalation, now))
  })
}

export type Acknowledgement =
  | { outcome: 'acknowledged'; at: Date }
  | { outcome: 'alreadyAcknowledged'; by: { id: string; name: string } | null; at: Date }
  /** By a link or a call from before the page was given to somebody else: it changed nothing. */
  | { outcome: 'reassigned'; to: { id: string; name: string } }
  | { outcome: 'closed' }
  | { outcome: 'unknown' }

/**
 * Stops the escalation and every pending notification. Of two at once exactly one wins; the other is told who did.
 * What called somebody in an earlier cycle still serves, for an answer is an answer; but not once the page was given
 * to somebody else and they were not called again. At the desk anybody acknowledges.
 * It expires by the rules of SEMANTICS §3 unless an answer closes the page first.
 */
export async function acknowledgePage(
  ctx: ServiceContext,
  actor: Actor,
  input: { pageId: string; via: AcknowledgedBy },
): Promise<Acknowledgement> {
  const { userId: engineerId } = authorise(actor, pagingRights.answerPage, input)
  return unitOfWork(ctx, async (work): Promise<Acknowledgement> => {
    const { tx } = work
    const page = await lockPage(tx, input.pageId)
    if (!page) return { outcome: 'unknown' }
    const { now } = work
    const { outcome, state } = acknowledge(page.policy, page.escalation, now.getTime(), {
      severity: page.severity,
      responseWarningAt: page.responseWarningAt?.getTime() ?? null,
      answered: false,
    })
    if (outcome === 'closed') return { outcome: 'closed' }
    if (outcome === 'acknowledged' && input.via !== 'desk') {
      const to = await selectReassignedTo(tx, page.id, engineerId)
      if (to) return { outcome: 'reassigned', to }
    }
    await joinAsResponder(tx, page.id, engineerId, now)
    if (outcome === 'alreadyAcknowledged') {
      const by = page.acknowledgedById
        ? await tx.user.findUnique({ where: { id: page.acknowledgedById }, select: { id: true, name: true } })
        : null
      return { outcome, by, at: page.acknowledgedAt ?? now }
    }
    await cancelPending(tx, page.id)
    // A drill asks for nothing more.
    const after = page.drillPlanId === null ? state : closeState(state, 'acknowledged')
    await tx.page.update({
      where: { id: page.id },
      data: {
        ...stateColumns(after),
        ...(after.state === 'closed' ? { closedAt: now, closeReason: after.closeReason } : {}),
        acknowledgedAt: now,
        acknowledgedById: engineerId,
      },
      select: { id: true },
    })
    await writeLog(tx, page.id, 'acknowledged', { engineerId, via: input.via, cycle: state.cycle }, now)
    notifyLive(tx, { kind: 'page', pageId: page.id, ticketId: page.ticketId })
    if (after.scheduledAt !== null) work.nudge('page.advance', { pageId: page.id }, { at: new Date(after.scheduledAt) })
    return { outcome: 'acknowledged', at: now }
  })
}

/** The newest page of a ticket, as its screen shows it. */
export async function pageOfTicket(client: Client, ticketId: string) {
  const page = await client.page.findFirst({
    where: { ticketId },
    orderBy: [{ openedAt: 'desc' }, { id: 'desc' }],
    select: {
      id: true,
      state: true,
      openedAt: true,
      acknowledgedAt: true,
      acknowledgedById: true,
      closedAt: true,
      nextAt: true,
      escalation: true,
      responders: {
        orderBy: [{ askedAt: 'asc' }, { engineerId: 'asc' }],
        select: { engineerId: true, joinedAt: true },
      },
      deliveries: {
        where: { state: 'sent' },
        orderBy: [{ sentAt: 'asc' }, { id: 'asc' }],
        select: { engineerId: true, sentAt: true },
      },
    },
  })
  if (!page) return null
  const ids = [
    ...page.deliveries.map((delivery) => delivery.engineerId),
    ...page.responders.map((responder) => responder.engineerId),
    ...(page.acknowledgedById ? [page.acknowledgedById] : []),
  ]
  const names = new Map(
    (await client.user.findMany({ where: { id: { in: [...new Set(ids)] } }, select: { id: true, name: true } })).map(
      (one) => [one.id, one.name],
    ),
  )
  return {
    id: page.id,
    state: page.state,
    openedAt: page.openedAt,
    acknowledgedAt: page.acknowledgedAt,
    acknowledgedBy: page.acknowledgedById
      ? { id: page.acknowledgedById, name: names.get(page.acknowledgedById) ?? '' }
      : null,
    closedAt: page.closedAt,
    nextAt: page.nextAt,
    snoozed: escalationState.parse(page.escalation).snoozedUntil !== null,
    helpers: page.responders.map(({ engineerId, joinedAt }) => ({ name: names.get(engineerId) ?? '', joinedAt })),
    responders: page.deliveries.map((delivery) => ({
      name: names.get(delivery.engineerId) ?? '',
      at: delivery.sentAt!,
    })),
  }
}

/** Pages with something due, oldest first: the sweep's index range. */
export async function duePages(ctx: ServiceContext, limit: number): Promise<string[]> {
  return isTimeTrusted(ctx) ? selectDue(ctx.db, ctx.now(), limit) : []
}
/** Notifications due, or whose worker's lease has run out; of one channel when it is given. */
export const dueDeliveries = (ctx: ServiceContext, limit: number, channel?: ContactKind) =>
  selectDueDeliveries(ctx.db, ctx.now(), limit, channel)
/** The channel by which a notification goes; null when it does not exist. */
export const channelOfDelivery = (ctx: ServiceContext, id: string) => selectChannel(ctx.db, id)

/** The mail server takes mail again: pages that it refused "not now" are due (SEMANTICS §3, delivery). */
export async function releaseMailPages(ctx: ServiceContext): Promise<void> {
  await unitOfWork(ctx, async ({ tx, now, nudgeAll }) => nudgeAll(await releaseChannel(tx, 'email', now)))
}
