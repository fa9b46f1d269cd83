import type { Prisma } from '@/generated/prisma/client'
import type { ServiceContext } from '../context'

/** How much depends on a kind being handled in time; each urgency has lanes of its own (workers/due-list.ts). */
export type Urgency = 'page' | 'delivery' | 'mail' | 'rest'

/** Where a kind's next instant is stored. */
export interface DueSource {
  urgency: Urgency
  table: Prisma.ModelName
  /** Column with the next instant, empty in a row that waits for nothing; null for a kind that has no such column. */
  column: string | null
  /** Column with the id that the kind is handled by. */
  item: string
  /** Looks again every hour whatever happens, so that no event depends on its exact instant. */
  isPolled?: boolean
}

const source = (
  urgency: Urgency,
  table: Prisma.ModelName,
  column: string | null = 'nextAt',
  item = 'id',
): DueSource => ({
  urgency,
  table,
  column,
  item,
})

/**
 * Every kind of row that falls due, most urgent first. The sweep, the overdue counts, the metrics and the clock of the
 * stories all read this list; `workers/due-list.ts` says how each kind is found and handled, and does not compile with
 * one missing.
 */
export const dueSources = {
  clocks: source('page', 'SlaClock', 'nextAt', 'ticketId'),
  /** Before the pages: an answer that is due closes one. */
  messages: source('page', 'HeldMessage'),
  pages: source('page', 'Page'),
  deliveries: source('delivery', 'Delivery'),
  mails: source('mail', 'MailMessage'),
  closings: source('rest', 'Ticket', 'closesAt'),
  files: source('rest', 'Attachment', null),
  handoffs: source('rest', 'Schedule', 'handoffsAt'),
  briefs: source('rest', 'HandoffBrief'),
  disputes: source('rest', 'Dispute'),
  coverage: { ...source('rest', 'CoverageWatch'), isPolled: true },
  drills: source('rest', 'DrillPlan'),
  replays: source('rest', 'SlaReplay'),
  /** Followers of the outbox; what they have to handle is found by its place, not by an instant. */
  subscribers: source('rest', 'OutboxCursor', null, 'name'),
} satisfies Record<string, DueSource>

export type DueName = keyof typeof dueSources
export const dueNames = Object.keys(dueSources) as DueName[]

/** Declares one kind of due row: how to find what is due, and the idempotent verb that handles one. */
export interface Due {
  name: DueName
  /** Ids of what is due now, oldest first. */
  find(ctx: ServiceContext, limit: number): Promise<string[]>
  run(ctx: ServiceContext, id: string): Promise<unknown>
}
