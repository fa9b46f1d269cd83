import { z } from 'zod'
import { type KnownHead, knownHead, type TicketExport, ticketExport } from '@/server/tickets/ledger-schema'
import { type Verification, verifyExport } from '@/server/tickets/rules/verify'

/** The verification in the browser; loaded only when somebody asks for it. */
export type FetchedRecord = { document: TicketExport } | { reason: string } | { notAnExport: string }

const refused = z.object({ reason: z.string() })

function recordOf(json: unknown): FetchedRecord {
  const document = ticketExport.safeParse(json)
  return document.success
    ? { document: document.data }
    : { notAnExport: document.error.issues[0]!.path.map(String).join('.') }
}

/** The ticket's record as the download has it. */
export async function fetchRecord(url: string): Promise<FetchedRecord> {
  const response = await fetch(url)
  const json: unknown = await response.json().catch(() => null)
  if (response.ok) return recordOf(json)
  const answer = refused.safeParse(json)
  return { reason: answer.success ? answer.data.reason : 'unexpected' }
}

/** A record that somebody has kept. */
export async function readRecord(file: File): Promise<FetchedRecord> {
  try {
    return recordOf(JSON.parse(await file.text()))
  } catch {
    return { notAnExport: '' }
  }
}

/** Null when the text is no head. */
export const headIn = (text: string): KnownHead | null => knownHead.safeParse(text).data ?? null

export const check = (document: TicketExport, head: KnownHead | null): Verification => verifyExport(document, head)
