import type { Client, Tx } from '@/server/infra/db/db'
import type { BreachReasonCode } from './facts'

/** Selects a ticket's breach by its clock, with the current reason. */
export async function selectBreach(tx: Tx, ticketId: string, clockId: string) {
  return tx.slaBreach.findFirst({
    where: { clockId, clock: { ticketId } },
    select: { clockId: true, reasonCode: true, reason: true },
  })
}

/** Writes the reason into the breach's row and appends it to the history of reasons. */
export async function writeReason(
  tx: Tx,
  row: { ticketId: string; clockId: string; code: BreachReasonCode; words: string; byId: string; at: Date },
): Promise<void> {
  await tx.slaBreach.update({
    where: { clockId: row.clockId },
    data: { reasonCode: row.code, reason: row.words, reasonById: row.byId, reasonAt: row.at },
    select: { clockId: true },
  })
  await tx.slaBreachReason.create({ data: row, select: { id: true } })
}

/** Selects every reason given for a ticket's breaches, newest first. */
export async function selectReasons(client: Client, ticketId: string) {
  return client.slaBreachReason.findMany({
    where: { ticketId },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    select: { clockId: true, code: true, words: true, byId: true, at: true },
  })
}

const waitingOf = (ownerId: string | null) => ({
  reasonCode: null,
  ...(ownerId ? { clock: { ticket: { assigneeId: ownerId } } } : {}),
})

/** Counts the breaches without a reason; with `ownerId` only those on tickets assigned to that engineer. */
export const countWaiting = (client: Client, ownerId: string | null): Promise<number> =>
  client.slaBreach.count({ where: waitingOf(ownerId) })

/** Selects breaches without a reason after `after`, oldest first; with `ownerId` only those on their tickets. */
export async function selectWaiting(
  client: Client,
  ownerId: string | null,
  after: { at: Date; id: string } | null,
  limit: number,
) {
  return client.slaBreach.findMany({
    where: {
      AND: [
        waitingOf(ownerId),
        after ? { OR: [{ at: { gt: after.at } }, { at: after.at, clockId: { gt: after.id } }] } : {},
      ],
    },
    orderBy: [{ at: 'asc' }, { clockId: 'asc' }],
    take: limit,
    select: {
      clockId: true,
      at: true,
      clock: {
        select: {
          metric: true,
          severity: true,
          ticket: {
            select: {
              reference: true,
              subject: true,
              organisation: { select: { name: true } },
              assignee: { select: { name: true } },
            },
          },
        },
      },
    },
  })
}
