import { randomUUID } from 'node:crypto'
import type { Prisma } from '@/generated/prisma/client'
import type { ServiceContext } from '@/server/infra/context'
import type { Client, Tx } from '@/server/infra/db'
import type { Nudge } from '@/server/infra/jobs'
import { notifyLive } from '@/server/infra/live'
import { unitOfWork } from '@/server/infra/unit-of-work'
import { cancelPending, joinAsResponder, nudgeAt, stateColumns, walk, writeLog } from './dispatch'
import {
  acknowledge,
  closePage as closeState,
  followTicket,
  joinTrigger,
  openPage as openState,
} from './rules/escalation'
import { choosePolicy } from './rules/policy-choice'
import { urgencyOf } from './rules/triggers'
import { type AcknowledgedBy, defaultTriggers, escalationState, type PageTriggers, type Urgency } from './schema'
import {
  countTurns,
  lockOpenPage,
  lockPage,
  type PageRow,
  type PageSubject,
  releaseHeld,
  selectDue,
  selectPolicies,
  selectReassignedTo,
} from './store'
import type { Severity } from '@/server/accounts/schema'

export { deliver } from './delivery-service'
export { openPageTransports, type PageTransports } from './transports'

export interface OpenOrJoinPage {
  ticketId: string
  /** Of the ticket; with the severity it chooses the policy of a new page. */
  teamId: string | null
  severity: Severity
  urgency: Urgency
  about: PageSubject
  trigger: { key: string; kind: string; detail: Record<string, unknown>; at: Date }
  /** An answer has come since the acknowledgement. */
  answered: boolean
  responseWarningAt: Date | null
  now: Date
}

async function addTrigger(tx: Tx, pageId: string, trigger: OpenOrJoinPage['trigger']): Promise<boolean> {
  const added = await tx.pageTrigger.createMany({
    data: [
      {
        pageId,
        key: trigger.key,
        kind: trigger.kind,
        detail: trigger.detail as Prisma.InputJsonObject,
        at: trigger.at,
      },
    ],
    skipDuplicates: true,
  })
  return added.count > 0
}

/** Writes the ticket's facts; an acknowledgement's expiry, and persistence, follow them. */
async function followFacts(
  tx: Tx,
  page: PageRow,
  facts: { severity: Severity; urgency: Urgency; responseWarningAt: Date | null },
  now: Date,
): Promise<Nudge[]> {
  const state = followTicket(
    page.policy,
    page.escalation,
    { severity: facts.severity, responseWarningAt: facts.responseWarningAt?.getTime() ?? null },
    now.getTime(),
  )
  await tx.page.update({ where: { id: page.id }, data: { ...facts, ...stateColumns(state) }, select: { id: true } })
  if (state.state !== page.escalation.state)
    await notifyLive(tx, { kind: 'page', pageId: page.id, ticketId: page.ticketId })
  const released = page.urgency === 'LOW' && facts.urgency === 'HIGH' ? await releaseHeld(tx, page.id, now) : []
  const nudges = released.flatMap(({ id, sendAt }) => nudgeAt(id, sendAt, now))
  if (state.scheduledAt === null || state.scheduledAt === page.escalation.scheduledAt) return nudges
  return [...nudges, { name: 'page.advance', payload: { pageId: page.id }, at: new Date(state.scheduledAt) }]
}

/**
 * Opens a page for a ticket, or joins the one that is open; the same trigger counts once (SEMANTICS §3). Step 1 is
 * carried out in this transaction: its notifications are rows when the ticket is. Runs under the ticket's row lock.
 * Without any escalation policy nobody can be paged, and nothing is opened.
 * @returns what to enqueue after the commit
 */
export async function openOrJoinPage(tx: Tx, input: OpenOrJoinPage): Promise<Nudge[]> {
  const { now, trigger } = input
  const open = await lockOpenPage(tx, input.ticketId)
  if (open) {
    if (!(await addTrigger(tx, open.id, trigger))) return []
    const facts = { severity: input.severity, responseWarningAt: input.responseWarningAt, urgency: input.urgency }
    const joined = joinTrigger(open.escalation, { kind: trigger.kind, answered: input.answered }, now.getTime())
    await writeLog(tx, open.id, 'joined', { kind: trigger.kind, ...trigger.detail }, now)
    if (!joined.reopened) return followFacts(tx, open, facts, now)
    await cancelPending(tx, open.id)
    await writeLog(tx, open.id, 'reopened', { cause: trigger.kind, cycle: joined.state.cycle }, now)
    return walk(tx, { ...open, severity: input.severity, urgency: input.urgency }, joined.state, now, {
      ...facts,
      acknowledgedAt: null,
      acknowledgedById: null,
    })
  }
  const policy = choosePolicy(await selectPolicies(tx), input)
  if (!policy) return []
  const state = openState(now.getTime())
  const id = randomUUID()
  await tx.page.create({
    data: {
      id,
      ticketId: input.ticketId,
      policyId: policy.id,
      policySnapshot: policy.definition as unknown as Prisma.InputJsonObject,
      turn: await countTurns(tx, policy.id),
      urgency: input.urgency,
      openedAt: now,
      severity: input.severity,
      about: input.about as unknown as Prisma.InputJsonObject,
      responseWarningAt: input.responseWarningAt,
      ...stateColumns(state),
    },
    select: { id: true },
  })
  await addTrigger(tx, id, trigger)
  await writeLog(tx, id, 'opened', { kind: trigger.kind, ...trigger.detail }, now)
  const page = await lockPage(tx, id)
  return walk(tx, page!, state, now)
}

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
  const open = await lockOpenPage(tx, ticket.id)
  if (open) return open.policy.triggers ?? defaultTriggers
  return choosePolicy(await selectPolicies(tx), ticket)?.definition.triggers ?? defaultTriggers
}

/** Keeps the facts of the ticket that paging needs; an acknowledgement's expiry follows them (SEMANTICS §3). */
export async function updatePageFacts(
  tx: Tx,
  ticketId: string,
  facts: { severity: Severity; responseWarningAt: Date | null; now: Date },
): Promise<Nudge[]> {
  const page = await lockOpenPage(tx, ticketId)
  if (!page) return []
  const { severity, responseWarningAt, now } = facts
  if (page.severity === severity && page.responseWarningAt?.getTime() === responseWarningAt?.getTime()) return []
  return followFacts(tx, page, { severity, urgency: urgencyOf(severity), responseWarningAt }, now)
}

/** An answer, a resolution, a closing: nothing more is pending, and every link of the page is dead. */
export async function closePage(
  tx: Tx,
  input: { ticketId: string; reason: 'answered' | 'resolved' | 'closed' | 'merged'; now: Date },
): Promise<Nudge[]> {
  const page = await lockOpenPage(tx, input.ticketId)
  if (!page) return []
  await cancelPending(tx, page.id, { kind: { in: ['ESCALATION', 'MANAGERS_TOLD', 'RESPONDER'] } })
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
  await notifyLive(tx, { kind: 'page', pageId: page.id, ticketId: page.ticketId })
  return []
}

/** Carries out what has fallen due on a page: steps, repeats, persistence, an expired acknowledgement. Idempotent. */
export async function advanceEscalation(ctx: ServiceContext, pageId: string): Promise<void> {
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
  input: { pageId: string; engineerId: string; via: AcknowledgedBy },
): Promise<Acknowledgement> {
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
      const to = await selectReassignedTo(tx, page.id, input.engineerId)
      if (to) return { outcome: 'reassigned', to }
    }
    await joinAsResponder(tx, page.id, input.engineerId, now)
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
        ...(after.state === 'CLOSED' ? { closedAt: now, closeReason: after.closeReason } : {}),
        acknowledgedAt: now,
        acknowledgedById: input.engineerId,
      },
      select: { id: true },
    })
    await writeLog(
      tx,
      page.id,
      'acknowledged',
      { engineerId: input.engineerId, via: input.via, cycle: state.cycle },
      now,
    )
    await notifyLive(tx, { kind: 'page', pageId: page.id, ticketId: page.ticketId })
    if (after.scheduledAt !== null) work.nudge('page.advance', { pageId: page.id }, { at: new Date(after.scheduledAt) })
    return { outcome: 'acknowledged', at: now }
  })
}

/** The newest page of a ticket, as its screen shows it. */
export async function pageOfTicket(client: Client, ticketId: string) {
  const page = await client.page.findFirst({
    where: { ticketId },
    orderBy: { openedAt: 'desc' },
    select: {
      id: true,
      state: true,
      openedAt: true,
      acknowledgedAt: true,
      acknowledgedById: true,
      closedAt: true,
      nextAt: true,
      escalation: true,
      responders: { orderBy: { askedAt: 'asc' }, select: { engineerId: true, joinedAt: true } },
      deliveries: { where: { state: 'SENT' }, orderBy: { sentAt: 'asc' }, select: { engineerId: true, sentAt: true } },
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
    state: page.state.toLowerCase() as 'open' | 'acknowledged' | 'unanswered' | 'closed',
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
export const duePages = (ctx: ServiceContext, limit: number) => selectDue(ctx.db, 'Page', ctx.now(), limit)
/** Notifications due, or whose worker's lease has run out. */
export const dueDeliveries = (ctx: ServiceContext, limit: number) => selectDue(ctx.db, 'Delivery', ctx.now(), limit)
