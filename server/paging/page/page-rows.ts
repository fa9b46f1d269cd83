import type { Prisma } from '@/generated/prisma/client'
import type { Tx } from '@/server/infra/db/db'

/**
 * Rows that one change of a page writes, collected so that each table takes one statement however many rows there are:
 * the ticket's row and, when it is filed, its organisation's are locked meanwhile.
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

  /** Writes what was collected since the last call, log entries in their order. What is there already stays as it is. */
  async write(tx: Tx): Promise<void> {
    const { logs, deliveries, tokens } = this
    this.logs = []
    this.deliveries = []
    this.tokens = []
    if (logs.length > 0) await tx.pageLogEntry.createMany({ data: logs })
    if (deliveries.length > 0) await tx.delivery.createMany({ data: deliveries, skipDuplicates: true })
    if (tokens.length > 0) await tx.pageToken.createMany({ data: tokens, skipDuplicates: true })
  }
}
