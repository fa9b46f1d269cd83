import type { Prisma } from '@/generated/prisma/client'
import type { OutboxEventType } from '@/server/vocabulary/outbox/events'
import type { Work } from '@/server/infra/db/unit-of-work'

/** The outbox event of each kind of page log entry; entries that only explain another one are not published. */
const published: Partial<Record<string, Extract<OutboxEventType, `page.${string}`>>> = {
  opened: 'page.opened',
  joined: 'page.joined',
  notify: 'page.escalated',
  persist: 'page.escalated',
  acknowledged: 'page.acknowledged',
  snoozed: 'page.snoozed',
  handed_over: 'page.handed_over',
  reassigned: 'page.handed_over',
  responders_asked: 'page.help_asked',
  reopened: 'page.reopened',
  unanswered: 'page.unanswered',
  closed: 'page.closed',
}

/** Writes entries of page logs in the given order and publishes their events to the outbox. */
export async function writeLogs(work: Work, logs: readonly Prisma.PageLogEntryCreateManyInput[]): Promise<void> {
  if (logs.length === 0) return
  await work.tx.pageLogEntry.createMany({ data: [...logs] })
  for (const { pageId, kind, at } of logs) {
    const type = published[kind]
    if (type) work.publish(type, new Date(at), { pageId })
  }
}

/**
 * Collects the rows that one change of a page writes, so that each table takes one statement per batch: meanwhile the
 * ticket's row is locked and, while a ticket is filed, its organisation's row too.
 */
export class PageRows {
  private logs: Prisma.PageLogEntryCreateManyInput[] = []
  private deliveries: Prisma.DeliveryCreateManyInput[] = []
  private tokens: Prisma.PageTokenCreateManyInput[] = []

  addLog(pageId: string, kind: string, detail: Record<string, unknown>, at: Date): void {
    this.logs.push({ pageId, kind, detail: detail as Prisma.InputJsonObject, at })
  }

  addDeliveries(rows: readonly Prisma.DeliveryCreateManyInput[]): void {
    this.deliveries.push(...rows)
  }

  addTokens(rows: readonly Prisma.PageTokenCreateManyInput[]): void {
    this.tokens.push(...rows)
  }

  /** Writes what was collected since the last call, log entries in order. Existing deliveries and tokens are kept. */
  async write(work: Work): Promise<void> {
    const { logs, deliveries, tokens } = this
    this.logs = []
    this.deliveries = []
    this.tokens = []
    await writeLogs(work, logs)
    if (deliveries.length > 0) await work.tx.delivery.createMany({ data: deliveries, skipDuplicates: true })
    if (tokens.length > 0) await work.tx.pageToken.createMany({ data: tokens, skipDuplicates: true })
  }
}
