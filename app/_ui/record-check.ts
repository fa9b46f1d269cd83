import { z } from 'zod'
import { type KnownHead, knownHead, type TicketExport } from '@/server/tickets/record/schema'
import { readExport } from '@/server/tickets/record/export-text.rules'
import { type Verification, verifyExport } from '@/server/tickets/record/verify.rules'

/** The verification in the browser; loaded only when somebody asks for it. */
export type FetchedRecord = { document: TicketExport } | { reason: string } | { notAnExport: string }

const refused = z.object({ reason: z.string() })

function recordOf(text: string): FetchedRecord {
  const read = readExport(text)
  if ('document' in read) return read
  return { notAnExport: 'fault' in read ? read.fault.path : read.issues.issues[0]!.path.map(String).join('.') }
}

/** The ticket's record as the download has it. */
export async function fetchRecord(url: string): Promise<FetchedRecord> {
  const response = await fetch(url)
  if (response.ok) return recordOf(await response.text())
  const answer = refused.safeParse(await response.json().catch(() => null))
  return { reason: answer.success ? answer.data.reason : 'unexpected' }
}

/** A record that somebody has kept. */
export async function readRecord(file: File): Promise<FetchedRecord> {
  try {
    return recordOf(await file.text())
  } catch {
    return { notAnExport: '' }
  }
}

/** Null when the text is no head. */
export const headIn = (text: string): KnownHead | null => knownHead.safeParse(text).data ?? null

export const check = (document: TicketExport, head: KnownHead | null): Verification => verifyExport(document, head)
