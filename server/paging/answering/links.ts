import type { LinkActor } from '@/server/vocabulary/rights/actor'
import type { Severity } from '@/server/vocabulary/severity'
import { isStaffNow } from '@/server/accounts/staff'
import type { ServiceContext } from '@/server/infra/context'
import type { Client } from '@/server/infra/db/db'
import { joinPage, reassignPage, snoozePage } from '../page/responses'
import type { NextCall } from '../page/escalation.rules'
import type { AcknowledgedBy } from '../schema'
import { type Acknowledgement, acknowledgePage } from '../page/pages'
import { nextOf } from '../page/progress'
import { type PageSubject, selectPage, selectReassignedTo } from '../queries'
import { hashToken } from './tokens'

/** What the link in a notification shows and does. It is personal to its engineer, so it needs no sign-in at 02:00. */

interface Named {
  id: string
  name: string
}

/** The links of a page stop working this long after it closed. */
const linkLifeMs = 7 * 24 * 60 * 60_000

export interface PageByToken {
  pageId: string
  /** Null for a drill. */
  ticketId: string | null
  engineer: Named & { locale: string; timeZone: string }
  /** `reassigned` while it waits for somebody else. A closed drill that was acknowledged counts as `acknowledged`. */
  state: 'open' | 'acknowledged' | 'unanswered' | 'closed' | 'reassigned'
  reassignedTo: Named | null
  drill: boolean
  severity: Severity
  about: PageSubject
  openedAt: Date
  acknowledgedAt: Date | null
  acknowledgedBy: Named | null
  /** End of a snooze; null without one. */
  snoozedUntil: Date | null
  /** Whether the engineer has joined as a helper. */
  helps: boolean
  /** What happens if nobody acknowledges; null unless the page is open. */
  next: { kind: NextCall['kind']; at: Date; people: Named[] } | null
}

/**
 * Returns what an acknowledge link shows; null for an unknown token, for an engineer who is no longer on staff, and for
 * a page that closed more than seven days ago. Of a closed page the caller shows only that it is closed, because links
 * stay in mail archives and are passed on.
 */
export async function pageByToken(client: Client, token: string, now: Date): Promise<PageByToken | null> {
  const found = await client.pageToken.findUnique({
    where: { tokenHash: hashToken(token) },
    select: { engineerId: true, pageId: true },
  })
  const page = found && (await selectPage(client, { id: found.pageId }))
  if (!page) return null
  if (page.closedAt && now.getTime() - page.closedAt.getTime() > linkLifeMs) return null
  const people = await client.user.findMany({
    where: { id: { in: [found.engineerId, ...(page.acknowledgedById ? [page.acknowledgedById] : [])] } },
    select: { id: true, name: true, locale: true, timeZone: true },
  })
  const engineer = people.find((person) => person.id === found.engineerId)
  if (!engineer || !(await isStaffNow(client, engineer.id))) return null
  const by = people.find((person) => person.id === page.acknowledgedById)
  const drill = page.drillPlanId !== null
  const waits = page.state === 'open' || page.state === 'unanswered'
  const reassignedTo = waits ? await selectReassignedTo(client, page.id, engineer.id) : null
  const state = reassignedTo ? 'reassigned' : page.state
  const joined = await client.pageResponder.count({
    where: { pageId: page.id, engineerId: engineer.id, joinedAt: { not: null } },
  })
  const { snoozedUntil } = page.escalation
  return {
    pageId: page.id,
    ticketId: page.ticketId,
    engineer,
    state: drill && by ? 'acknowledged' : state,
    reassignedTo,
    drill,
    severity: page.severity,
    about: page.about,
    openedAt: page.openedAt,
    acknowledgedAt: page.acknowledgedAt,
    acknowledgedBy: by ? { id: by.id, name: by.name } : null,
    snoozedUntil: snoozedUntil === null ? null : new Date(snoozedUntil),
    helps: joined > 0,
    next: drill ? null : await nextOf(client, page),
  }
}

/** Returns the actor of a link: its engineer, limited to its page. */
const linkActor = ({ pageId, engineer }: PageByToken): LinkActor => ({ kind: 'link', userId: engineer.id, pageId })

/** Acknowledges the page of a link; `unknown` when `pageByToken` returns null. */
export async function acknowledgeByToken(
  ctx: ServiceContext,
  token: string,
  via: AcknowledgedBy = 'link',
): Promise<Acknowledgement> {
  const page = await pageByToken(ctx.db, token, ctx.now())
  if (!page) return { outcome: 'unknown' }
  return acknowledgePage(ctx, linkActor(page), { pageId: page.pageId, via })
}

export type LinkAction = { kind: 'snooze'; minutes: number } | { kind: 'hand'; toId: string } | { kind: 'join' }

/**
 * Carries out another action of a link: snooze the page, reassign it, or join as a helper. Does nothing when the page's
 * state does not allow the action (the link's screen says why) and for drills.
 * @returns false when `pageByToken` returns null for the token
 * @throws DomainError CONFLICT pageClosed; INVALID engineerUnreachable
 */
export async function actByToken(ctx: ServiceContext, token: string, action: LinkAction): Promise<boolean> {
  const page = await pageByToken(ctx.db, token, ctx.now())
  if (!page) return false
  const { pageId, drill, state } = page
  const bearer = linkActor(page)
  if (drill) return true
  if (action.kind === 'join') {
    if (state === 'acknowledged') await joinPage(ctx, bearer, pageId)
    return true
  }
  const waits = state === 'open' || state === 'unanswered'
  if (!waits) return true
  if (action.kind === 'snooze') await snoozePage(ctx, bearer, { pageId, minutes: action.minutes })
  else await reassignPage(ctx, bearer, { pageId, engineerId: action.toId })
  return true
}
