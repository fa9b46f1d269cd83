import { usersByIds } from '@/server/accounts/sign-in/options'
import type { Client } from '@/server/infra/db/db'
import { type NextCall, nextCall } from './escalation.rules'
import { urgencyOf } from '../policy/triggers.rules'
import { hasSentAny, type PageRow, selectCalled, selectManagersOnly, selectPage } from '../queries'
import { loadReach } from '../policy/target-facts'

/** Who has been called for a page, and who is called next by what is known now (SEMANTICS §3). Instants are UTC. */

export interface PersonCalled {
  id: string
  name: string
  /** When the first notification of the current cycle was sent; null while none has been. */
  sentAt: Date | null
}

export interface NextCallView {
  kind: NextCall['kind']
  at: Date
  people: { id: string; name: string }[]
}

/** Returns what happens next if nobody acknowledges; null unless the page is open. */
export async function nextOf(client: Client, page: PageRow): Promise<NextCallView | null> {
  if (page.escalation.state !== 'open') return null
  const reached = await loadReach(client, page.policy, page.turn)
  const next = nextCall(page.policy, page.escalation, {
    severity: page.severity,
    urgency: page.urgency,
    sent: page.drillPlanId !== null || (await hasSentAny(client, page.id)),
    managers: page.urgency === 'low' ? await selectManagersOnly(client) : new Set(),
    reached,
  })
  if (!next) return null
  const people = await usersByIds(client, next.engineerIds)
  const named = next.engineerIds.flatMap((id) => people.get(id) ?? []).map(({ id, name }) => ({ id, name }))
  return { kind: next.kind, at: new Date(next.at), people: named }
}

/** Returns, by page, who was called in its current cycle, in the order of the calls. */
export async function readCalled(
  client: Client,
  pageIds: readonly string[],
  now: Date,
): Promise<Map<string, PersonCalled[]>> {
  const rows = await selectCalled(client, pageIds, now)
  const names = await usersByIds(
    client,
    rows.map((row) => row.engineerId),
  )
  const called = new Map<string, PersonCalled[]>()
  for (const { pageId, engineerId, sentAt } of rows)
    called.set(pageId, [
      ...(called.get(pageId) ?? []),
      { id: engineerId, name: names.get(engineerId)?.name ?? '', sentAt },
    ])
  return called
}

export interface TicketPaging {
  state: 'open' | 'acknowledged' | 'unanswered' | 'closed'
  openedAt: Date
  /** In the order in which they were called; `at` is null while the first notification is still being tried. */
  called: { name: string; at: Date | null }[]
  acknowledged: { name: string; at: Date } | null
  /** Only for an S1 or S2 whose page is open. */
  next: { kind: NextCall['kind']; at: Date; names: string[] } | null
}

/**
 * Returns what a customer may see of the newest page of their ticket: who was paged and when, who acknowledged it, and
 * who is called next while it is open (S1 and S2 only). Names and instants only; no contact methods, deliveries or
 * policy. Null when the ticket never had a page.
 */
export async function readTicketPaging(client: Client, ticketId: string, now: Date): Promise<TicketPaging | null> {
  const page = await selectPage(client, { ticketId })
  if (!page) return null
  const [called, next, acknowledger] = await Promise.all([
    readCalled(client, [page.id], now),
    urgencyOf(page.severity) === 'high' ? nextOf(client, page) : null,
    page.acknowledgedById ? usersByIds(client, [page.acknowledgedById]) : null,
  ])
  const by = page.acknowledgedById ? acknowledger?.get(page.acknowledgedById) : undefined
  return {
    state: page.state,
    openedAt: page.openedAt,
    called: (called.get(page.id) ?? []).map(({ name, sentAt }) => ({ name, at: sentAt })),
    acknowledged: by && page.acknowledgedAt ? { name: by.name, at: page.acknowledgedAt } : null,
    next: next && { kind: next.kind, at: next.at, names: next.people.map(({ name }) => name) },
  }
}
