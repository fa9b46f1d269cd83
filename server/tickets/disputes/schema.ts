import type { Severity } from '@/server/vocabulary/severity'

/** A dispute that waits for a manager, with both texts. Instants are UTC. */
export interface DisputeRow {
  id: string
  reference: string
  subject: string
  organisation: string
  severity: Severity
  /** The public seq of the disputed reply. */
  seq: number
  openedAt: Date
  disputedBy: string
  /** Why the customer says that it is not an answer; null once the text was erased. */
  reason: string | null
  author: string
  repliedAt: Date
  /** The disputed reply; null once the text was erased. */
  reply: string | null
}
