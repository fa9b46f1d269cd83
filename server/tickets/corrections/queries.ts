import type { Tx } from '@/server/infra/db/db'
import { readEvent } from '../events/schema'

/** Selects a public entry that still has words; null when there is none. */
export async function selectMessage(tx: Tx, ticketId: string, seq: number) {
  const row = await tx.ticketEvent.findFirst({
    where: { ticketId, chain: 'public', seq, content: { isNot: null } },
    select: { id: true, type: true, facts: true, at: true, actorId: true },
  })
  return row && readEvent(row)
}

/** Selects the corrections of a public entry that still have words, oldest first. */
export async function selectCorrections(tx: Tx, ticketId: string, correctedSeq: number) {
  const rows = await tx.ticketEvent.findMany({
    where: { ticketId, chain: 'public', type: 'corrected', facts: { path: ['correctedSeq'], equals: correctedSeq } },
    orderBy: { seq: 'asc' },
    select: { id: true, content: { select: { body: true } } },
  })
  return rows.flatMap(({ id, content }) => (content ? [{ id, body: content.body }] : []))
}
