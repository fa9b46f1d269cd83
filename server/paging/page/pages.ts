import { pagingRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import { type Actor, systemActor } from '@/server/vocabulary/rights/actor'
import { isTimeTrusted, type ServiceContext } from '@/server/infra/context'
import type { Client, Tx } from '@/server/infra/db/db'
import { unitOfWork, type Work } from '@/server/infra/db/unit-of-work'
import type { Severity } from '@/server/vocabulary/severity'
import { releaseChannel, selectChannel, selectDueDeliveries } from '../delivery/next'
import { cancelPending, joinAsResponder, stateColumns, advancePage, writeLog } from './dispatch'
import { acknowledge, closePage as closeState } from './escalation.rules'
import { choosePolicy } from '../policy/policy-choice.rules'
import { type ContactKind, defaultTriggers } from '../facts'
import { type AcknowledgedBy, escalationState, type PageTriggers } from '../schema'
import { lockPage, lockReadablePage, selectDue, selectPolicies, selectReassignedTo } from '../queries'

export { deliver } from '../delivery/deliveries'
export { type OpenOrJoinPage, openOrJoinPage, prepareOpening } from './opening'
export { updatePageFacts } from './page-facts'
export { NotificationRefused, openPageTransports, type PageTransports } from '../delivery/transports'

/** Writes a ticket's new subject into all of its pages, closed ones included. */
export async function renamePages(tx: Tx, ticketId: string, subject: string): Promise<void> {
  await tx.$executeRaw`
    update "Page" set "about" = "about" || jsonb_build_object('subject', ${subject}::text)
    where "ticketId" = ${ticketId}::uuid`
}

/**
 * Returns which warnings and breaches page: those of the policy frozen into the ticket's open page, else those of the
 * policy that a new page would open with (SEMANTICS §3).
 */
export async function pageTriggersFor(
  tx: Tx,
  ticket: { id: string; severity: Severity; teamId: string | null; routedPolicyId: string | null },
): Promise<PageTriggers> {
  const open = await lockReadablePage(tx, ticket.id)
  if (open && open !== 'unreadable') return open.policy.triggers ?? defaultTriggers
  return choosePolicy(await selectPolicies(tx), ticket)?.definition.triggers ?? defaultTriggers
}

/**
 * Closes the open page of a ticket that was answered, resolved, closed or merged: every pending notification is
 * cancelled and the links of the page acknowledge nothing from then on. Does nothing when no page is open.
 */
export async function closePage(
  work: Work,
  input: { ticketId: string; reason: 'answered' | 'resolved' | 'closed' | 'merged'; now: Date },
): Promise<void> {
  const { tx } = work
  const page = await lockReadablePage(tx, input.ticketId)
  if (!page) return
  if (page === 'unreadable') {
    // A page whose row cannot be parsed is closed with its ticket as well.
    await tx.page.updateMany({
      where: { ticketId: input.ticketId, state: { not: 'closed' } },
      data: { state: 'closed', nextAt: null, closedAt: input.now, closeReason: input.reason },
    })
    return
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
  await writeLog(work, page.id, 'closed', { reason: input.reason }, input.now)
  work.live({ kind: 'page', pageId: page.id, ticketId: page.ticketId })
}

/**
 * Carries out what is due on a page: steps, repeats, persistence, an expired acknowledgement. Idempotent. While the
 * clock is not trusted it decides nothing and the page stays due; the first step does not wait, because it goes out
 * with the opening of the page.
 */
export async function advanceEscalation(ctx: ServiceContext, pageId: string): Promise<void> {
  if (!isTimeTrusted(ctx)) return
  await unitOfWork(ctx, systemActor('pages'), async (work) => {
    const page = await lockPage(work.tx, pageId)
    const { now } = work
    if (!page || page.escalation.scheduledAt === null || page.escalation.scheduledAt > now.getTime()) return
    work.nudgeAll(await advancePage(work, page, page.escalation, now))
  })
}

export type Acknowledgement =
  | { outcome: 'acknowledged'; at: Date }
  | { outcome: 'alreadyAcknowledged'; by: { id: string; name: string } | null; at: Date }
  /** The link or call is older than the reassignment of the page to somebody else; nothing was changed. */
  | { outcome: 'reassigned'; to: { id: string; name: string } }
  | { outcome: 'closed' }
  | { outcome: 'unknown' }

/**
 * Acknowledges a page: stops its escalation and cancels every pending notification. Of two concurrent calls exactly one
 * succeeds; the other gets `alreadyAcknowledged` with the name of the first. A link or call of an earlier cycle still
 * acknowledges, unless the page has been reassigned to somebody else since and this engineer was not called again. At
 * the desk every engineer may acknowledge. The acknowledgement expires by the rules of SEMANTICS §3 unless an answer
 * closes the page first.
 */
export async function acknowledgePage(
  ctx: ServiceContext,
  actor: Actor,
  input: { pageId: string; via: AcknowledgedBy },
): Promise<Acknowledgement> {
  const { userId: engineerId } = authorise(actor, pagingRights.answerPage, input)
  return unitOfWork(ctx, actor, async (work): Promise<Acknowledgement> => {
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
    await joinAsResponder(work, page.id, engineerId, now)
    if (outcome === 'alreadyAcknowledged') {
      const by = page.acknowledgedById
        ? await tx.user.findUnique({ where: { id: page.acknowledgedById }, select: { id: true, name: true } })
        : null
      return { outcome, by, at: page.acknowledgedAt ?? now }
    }
    await cancelPending(tx, page.id)
    // A drill ends with its acknowledgement.
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
    await writeLog(work, page.id, 'acknowledged', { engineerId, via: input.via, cycle: state.cycle }, now)
    work.live({ kind: 'page', pageId: page.id, ticketId: page.ticketId })
    if (after.scheduledAt !== null) work.nudge('page.advance', { pageId: page.id }, { at: new Date(after.scheduledAt) })
    return { outcome: 'acknowledged', at: now }
  })
}

/** A page with the names of its people; the instants of the lists are ms since 1970. */
interface ShownPage {
  id: string
  state: 'open' | 'acknowledged' | 'unanswered' | 'closed'
  openedAt: Date
  acknowledgedAt: Date | null
  acknowledgedById: string | null
  acknowledgedBy: string | null
  closedAt: Date | null
  nextAt: Date | null
  escalation: unknown
  helpers: { name: string; at: number | null }[]
  responders: { name: string; at: number }[]
}

/** Returns the newest page of a ticket as the ticket's screen shows it; null when the ticket never had one. */
export async function pageOfTicket(client: Client, ticketId: string) {
  const rows = await client.$queryRaw<ShownPage[]>`
    select p."id", p."state"::text as "state", p."openedAt", p."acknowledgedAt", p."acknowledgedById", a."name" as "acknowledgedBy",
      p."closedAt", p."nextAt", p."escalation",
      (select coalesce(json_agg(json_build_object('name', coalesce(u."name", ''), 'at', (extract(epoch from r."joinedAt") * 1000)::float8)
          order by r."askedAt", r."engineerId"), '[]')
        from "PageResponder" r left join "User" u on u."id" = r."engineerId" where r."pageId" = p."id") as "helpers",
      (select coalesce(json_agg(json_build_object('name', coalesce(u."name", ''), 'at', (extract(epoch from d."sentAt") * 1000)::float8)
          order by d."sentAt", d."id"), '[]')
        from "Delivery" d left join "User" u on u."id" = d."engineerId"
        where d."pageId" = p."id" and d."state" = 'sent') as "responders"
    from "Page" p left join "User" a on a."id" = p."acknowledgedById"
    where p."ticketId" = ${ticketId}::uuid order by p."openedAt" desc, p."id" desc limit 1`
  const page = rows[0]
  if (!page) return null
  const { escalation, acknowledgedById, acknowledgedBy, helpers, responders, ...columns } = page
  return {
    ...columns,
    acknowledgedBy: acknowledgedById ? { id: acknowledgedById, name: acknowledgedBy ?? '' } : null,
    snoozed: escalationState.parse(escalation).snoozedUntil !== null,
    helpers: helpers.map(({ name, at }) => ({ name, joinedAt: at === null ? null : new Date(at) })),
    responders: responders.map(({ name, at }) => ({ name, at: new Date(at) })),
  }
}

/** Returns the ids of pages that are due, oldest first; none while the clock is not trusted. */
export async function duePages(ctx: ServiceContext, limit: number): Promise<string[]> {
  return isTimeTrusted(ctx) ? selectDue(ctx.db, ctx.now(), limit) : []
}
/** Returns the ids of notifications that are due or whose lease has expired; of one channel only when it is given. */
export const dueDeliveries = (ctx: ServiceContext, limit: number, channel?: ContactKind) =>
  selectDueDeliveries(ctx.db, ctx.now(), limit, channel)
/** Returns the channel of a notification; null when the notification does not exist. */
export const channelOfDelivery = (ctx: ServiceContext, id: string) => selectChannel(ctx.db, id)

/**
 * Makes notifications due that the mail server refused "not now"; called when it accepts mail again (SEMANTICS §3,
 * delivery).
 */
export async function releaseMailPages(ctx: ServiceContext): Promise<void> {
  await unitOfWork(ctx, systemActor('mails'), async ({ tx, now, nudgeAll }) =>
    nudgeAll(await releaseChannel(tx, 'email', now)),
  )
}
