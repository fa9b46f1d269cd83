import type { Prisma } from '@/generated/prisma/client'
import type { PersonActor } from '@/server/vocabulary/rights/actor'
import type { Tx } from '@/server/infra/db/db'
import { visibleTo } from '../queries'

const lockedColumns = {
  id: true,
  reference: true,
  number: true,
  organisationId: true,
  filerId: true,
  assigneeId: true,
  subject: true,
  severity: true,
  status: true,
  policyVersionId: true,
  teamId: true,
  publicSeq: true,
  publicHead: true,
  staffSeq: true,
  staffHead: true,
  lastEventAt: true,
  publicActivityAt: true,
  judgedAt: true,
  workaroundSeq: true,
  rootCauseSeq: true,
  rootCauseUnknown: true,
  holdReason: true,
  fixSeq: true,
  firstAnsweredAt: true,
  resolvedAt: true,
  closesAt: true,
  objectedAt: true,
  tags: true,
  mergedIntoId: true,
} as const

/**
 * Locks the ticket's row until the transaction ends and returns the ticket; null when it does not exist or the viewer
 * must not see it. Every caller that appends to a chain must hold this lock.
 */
export async function lockTicket(tx: Tx, where: { id: string } | { reference: string; viewer: PersonActor }) {
  const filter: Prisma.TicketWhereInput =
    'id' in where ? { id: where.id } : { AND: [{ reference: where.reference }, visibleTo(where.viewer)] }
  const found = await tx.ticket.findFirst({ where: filter, select: { id: true } })
  if (!found) return null
  const [organisation] = await tx.$queryRaw<{ key: string; name: string }[]>`
    select o."key", o."name" from "Ticket" t join "Organisation" o on o."id" = t."organisationId"
    where t."id" = ${found.id}::uuid for update of t`
  const ticket = await tx.ticket.findUnique({ where: { id: found.id }, select: lockedColumns })
  return ticket && organisation ? { ...ticket, organisation } : null
}
export type LockedTicket = NonNullable<Awaited<ReturnType<typeof lockTicket>>>
