import type { Client } from '@/server/infra/db/db'
import { isStaff, type PersonActor } from '@/server/vocabulary/rights/actor'
import { visibleTo } from '../queries'

/** How many of the newest tickets are looked at. */
const maxTickets = 1_000

/**
 * Selects the carriers of the newest tickets that the viewer may read, the most frequent first, each in its most
 * frequent spelling.
 * @param text only carriers that contain it, in any letter case
 */
export async function selectSeenCarriers(
  client: Client,
  viewer: PersonActor,
  { organisationId, text = '' }: { organisationId?: string; text?: string },
): Promise<string[]> {
  const own = isStaff(viewer) ? null : viewer.memberships.map((membership) => membership.organisationId)
  const organisations = organisationId ? [organisationId] : own
  const tickets = await client.ticket.findMany({
    where: { AND: [visibleTo(viewer), organisations ? { organisationId: { in: organisations } } : {}] },
    orderBy: organisations ? { publicActivityAt: 'desc' } : { lastActivityAt: 'desc' },
    take: maxTickets,
    select: { carrier: true },
  })
  const wanted = text.trim().toLowerCase()
  const spellings = new Map<string, Map<string, number>>()
  for (const { carrier } of tickets) {
    const name = carrier.toLowerCase()
    if (name === '' || !name.includes(wanted)) continue
    const counts = spellings.get(name) ?? new Map<string, number>()
    spellings.set(name, counts.set(carrier, (counts.get(carrier) ?? 0) + 1))
  }
  const sum = (counts: Map<string, number>) => [...counts.values()].reduce((all, count) => all + count, 0)
  return [...spellings.values()]
    .sort((a, b) => sum(b) - sum(a))
    .map((counts) => [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0])
}
