import { Prisma } from '@/generated/prisma/client'
import type { PersonActor } from '@/server/vocabulary/rights/actor'
import type { Tx } from '@/server/infra/db/db'
import { can } from '@/server/vocabulary/rights/rights'
import { visibleTo } from '../queries'
import { ticketRights } from '../rights.rules'

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
  routedPolicyId: true,
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
  snoozedUntil: true,
  mergedIntoId: true,
} as const

const columns = Prisma.join(Object.keys(lockedColumns).map((name) => Prisma.raw(`t."${name}"`)))
type LockedRow = Prisma.TicketGetPayload<{ select: typeof lockedColumns }> & { key: string; organisationName: string }

/**
 * Locks the ticket's row until the transaction ends and returns the ticket; null when it does not exist or the viewer
 * must not see it. Every caller that appends to a chain must hold this lock.
 */
export async function lockTicket(tx: Tx, where: { id: string } | { reference: string; viewer: PersonActor }) {
  const filter = 'id' in where ? Prisma.sql`t."id" = ${where.id}::uuid` : await visibleReference(tx, where)
  if (!filter) return null
  // Waits for the lock and then returns the row as the transaction that held it has left it.
  const [row] = await tx.$queryRaw<LockedRow[]>`
    select ${columns}, o."key", o."name" as "organisationName"
    from "Ticket" t join "Organisation" o on o."id" = t."organisationId" where ${filter} for update of t`
  if (!row) return null
  const { key, organisationName, ...ticket } = row
  return { ...ticket, organisation: { key, name: organisationName } }
}

/** Staff may see every ticket; for customers it is looked up first, because nobody may lock what they may not see. */
async function visibleReference(
  tx: Tx,
  { reference, viewer }: { reference: string; viewer: PersonActor },
): Promise<Prisma.Sql | null> {
  if (can(viewer, ticketRights.seeStaffSide)) return Prisma.sql`t."reference" = ${reference}`
  const found = await tx.ticket.findFirst({ where: { AND: [{ reference }, visibleTo(viewer)] }, select: { id: true } })
  return found && Prisma.sql`t."id" = ${found.id}::uuid`
}

export type LockedTicket = NonNullable<Awaited<ReturnType<typeof lockTicket>>>
