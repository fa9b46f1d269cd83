import { z } from 'zod'
import type { Metric } from '@/server/vocabulary/metric'
import type { Severity } from '@/server/vocabulary/severity'
import type { Client } from '@/server/infra/db/db'
import type { Impact } from '../filing/facts'
import { impactSchema } from '../filing/schema'

/** What a paged engineer can see of the ticket through the acknowledge link, before signing in. */
export interface PagedTicket {
  filedAt: Date
  severity: Severity
  plan: string
  product: string | null
  scenario: string
  region: string
  carrier: string
  sdkVersion: string
  platforms: string[]
  /** How many users, as the customer answered; null when they did not. */
  users: Impact['users'] | null
  /** The earliest due instant of the running or breached clocks; may be in the past. */
  due: { metric: Metric; at: Date } | null
  /** The beginning of the customer's description. */
  excerpt: string
}

const excerptLength = 300
/** Returns the first 300 code points of a text on one line, never splitting a surrogate pair. */
function excerptOf(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ').trim()]
  return characters.length <= excerptLength ? characters.join('') : `${characters.slice(0, excerptLength).join('')}…`
}

/**
 * Returns the facts of a ticket for its acknowledge page; null when it no longer exists. Checks no rights: the caller
 * has verified the acknowledge link.
 */
export async function readPagedTicket(client: Client, id: string): Promise<PagedTicket | null> {
  const ticket = await client.ticket.findUnique({
    where: { id },
    select: {
      createdAt: true,
      severity: true,
      product: true,
      scenario: true,
      region: true,
      carrier: true,
      sdkVersion: true,
      platforms: true,
      impact: true,
      organisation: { select: { plan: { select: { name: true } } } },
      events: {
        where: { chain: 'public', seq: 1 },
        select: { content: { select: { body: true } } },
      },
      clocks: {
        where: { state: { in: ['running', 'breached'] }, dueAt: { not: null } },
        orderBy: { dueAt: 'asc' },
        take: 1,
        select: { metric: true, dueAt: true },
      },
    },
  })
  if (!ticket) return null
  const { createdAt, organisation, impact, clocks, events, ...facts } = ticket
  const [clock] = clocks
  return {
    ...facts,
    filedAt: createdAt,
    plan: organisation.plan?.name ?? '',
    excerpt: excerptOf(events[0]?.content?.body ?? ''),
    users: z.object({ users: impactSchema.shape.users }).safeParse(impact).data?.users ?? null,
    due: clock?.dueAt ? { metric: clock.metric, at: clock.dueAt } : null,
  }
}
