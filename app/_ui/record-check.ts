import { z } from 'zod'
import { type KnownHead, knownHead, type TicketExport } from '@/server/tickets/record/schema'
import { readExport } from '@/server/tickets/record/export-text.rules'
import { type Verification, verifyExport } from '@/server/tickets/record/verify.rules'

/**
 * A fetched or opened record, or why there is none. This module verifies records in the browser and is loaded on
 * demand.
 */
export type FetchedRecord = { document: TicketExport } | { reason: string } | { notAnExport: string }

const refused = z.object({ reason: z.string() })

function recordOf(text: string): FetchedRecord {
  const read = readExport(text)
  if ('document' in read) return read
  return { notAnExport: 'fault' in read ? read.fault.path : read.issues.issues[0]!.path.map(String).join('.') }
}

/** Fetches the ticket's record, the same as in the download. */
export async function fetchRecord(url: string): Promise<FetchedRecord> {
  const response = await fetch(url)
  if (response.ok) return recordOf(await response.text())
  const answer = refused.safeParse(await response.json().catch(() => null))
  return { reason: answer.success ? answer.data.reason : 'unexpected' }
}

/** Reads a record from a saved file. */
export async function readRecord(file: File): Promise<FetchedRecord> {
  try {
    return recordOf(await file.text())
  } catch {
    return { notAnExport: '' }
  }
}

/** Parses the head of a record; null when the text is not one. */
export const parseHead = (text: string): KnownHead | null => knownHead.safeParse(text).data ?? null

export const check = (document: TicketExport, head: KnownHead | null): Verification => verifyExport(document, head)
