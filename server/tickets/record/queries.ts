import type { Client } from '@/server/infra/db/db'
import { evaluatedClockSelect } from '@/server/sla/clocks/evaluated-clock'

/** Selects the stored record of a ticket: exactly what an export needs. */
export async function selectRecord(client: Client, ticketId: string, withStaffChain: boolean) {
  return client.ticket.findUniqueOrThrow({
    where: { id: ticketId },
    select: {
      reference: true,
      policyVersionId: true,
      publicSeq: true,
      publicHead: true,
      staffSeq: true,
      staffHead: true,
      lastEventAt: true,
      judgedAt: true,
      events: {
        where: withStaffChain ? {} : { chain: 'public' },
        orderBy: { seq: 'asc' },
        select: {
          chain: true,
          seq: true,
          at: true,
          type: true,
          actorId: true,
          actorKind: true,
          facts: true,
          contentDigest: true,
          previousHash: true,
          hash: true,
          content: { select: { salt: true, body: true } },
          attachments: {
            where: { digest: { not: null } },
            select: { salt: true, digest: true, fileName: true, contentType: true, size: true, sha256: true },
          },
        },
      },
      clocks: {
        orderBy: { ordinal: 'asc' },
        select: {
          ...evaluatedClockSelect,
          warnings: { orderBy: [{ at: 'asc' }, { percent: 'asc' }], select: { percent: true, at: true } },
        },
      },
    },
  })
}
export type RecordRow = Awaited<ReturnType<typeof selectRecord>>

/** Whether one of the ticket's clocks has a warning or breach to record at `at`. */
export async function hasDueClock(client: Client, ticketId: string, at: Date): Promise<boolean> {
  return (await client.slaClock.count({ where: { ticketId, nextAt: { not: null, lte: at } } })) > 0
}
