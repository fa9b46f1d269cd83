import type { Severity } from '@/server/vocabulary/severity'
import type { Nudge } from '@/server/infra/jobs/jobs'
import type { Work } from '@/server/infra/db/unit-of-work'
import { nudgeAt, stateColumns } from './dispatch'
import { followTicket } from './escalation.rules'
import { urgencyOf } from '../policy/triggers.rules'
import type { Urgency } from '../facts'
import { lockReadablePage, type PageRow, releaseHeld } from '../queries'

/**
 * Writes the ticket's severity, urgency and response warning to its page; the expiry of an acknowledgement and the
 * persistence follow them. When the urgency rises, notifications held back by quiet hours are released.
 * @returns what to enqueue after the commit
 */
export async function followFacts(
  work: Work,
  page: PageRow,
  facts: { severity: Severity; urgency: Urgency; responseWarningAt: Date | null },
  now: Date,
): Promise<Nudge[]> {
  const { tx } = work
  const state = followTicket(
    page.policy,
    page.escalation,
    { severity: facts.severity, responseWarningAt: facts.responseWarningAt?.getTime() ?? null },
    now.getTime(),
  )
  await tx.page.update({ where: { id: page.id }, data: { ...facts, ...stateColumns(state) }, select: { id: true } })
  if (state.state !== page.escalation.state) work.live({ kind: 'page', pageId: page.id, ticketId: page.ticketId })
  const released = page.urgency === 'low' && facts.urgency === 'high' ? await releaseHeld(tx, page.id, now) : []
  const nudges = released.flatMap(({ id, sendAt }) => nudgeAt(id, sendAt, now))
  if (state.scheduledAt === null || state.scheduledAt === page.escalation.scheduledAt) return nudges
  return [...nudges, { name: 'page.advance', payload: { pageId: page.id }, at: new Date(state.scheduledAt) }]
}

/**
 * Brings the open page of a ticket in line with its severity and response warning (SEMANTICS §3). Idempotent.
 * @returns what to enqueue after the commit; null when no page is open
 */
export async function updatePageFacts(
  work: Work,
  ticketId: string,
  facts: { severity: Severity; responseWarningAt: Date | null; now: Date },
): Promise<Nudge[] | null> {
  const page = await lockReadablePage(work.tx, ticketId)
  if (!page) return null
  if (page === 'unreadable') return []
  const { severity, responseWarningAt, now } = facts
  if (page.severity === severity && page.responseWarningAt?.getTime() === responseWarningAt?.getTime()) return []
  return followFacts(work, page, { severity, urgency: urgencyOf(severity), responseWarningAt }, now)
}
