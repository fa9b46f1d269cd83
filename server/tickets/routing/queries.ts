import { z } from 'zod'
import { Prisma } from '@/generated/prisma/client'
import type { Client, Tx } from '@/server/infra/db/db'
import { log } from '@/server/infra/log'
import type { Severity } from '@/server/vocabulary/severity'
import { builtInRouting } from './routing.rules'
import { outcomeSchema, type Routing, routingSchema, ruleSchema } from './schema'

/** Stored rules as far as they can be read at all; each rule is read for itself. */
const storedRouting = z.object({ rules: z.array(z.unknown()).catch([]), otherwise: z.unknown() }).catch({
  rules: [],
  otherwise: null,
})

/**
 * Parses stored rules. A rule that cannot be read, for example because another release wrote it, is left out and logged,
 * and so is a default, which the built-in one replaces: broken rules must not prevent the filing of a ticket, nor end the
 * other rules.
 */
export function readStoredRouting(id: string, definition: unknown): Routing {
  const routing = routingSchema.safeParse(definition)
  if (routing.success) return routing.data
  log.error({ routingId: id, err: z.prettifyError(routing.error) }, 'some routing rules cannot be read')
  const stored = storedRouting.parse(definition)
  const otherwise = outcomeSchema.safeParse(stored.otherwise)
  return {
    rules: stored.rules.flatMap((rule) => ruleSchema.safeParse(rule).data ?? []),
    otherwise: otherwise.success ? otherwise.data : builtInRouting.otherwise,
  }
}

export interface StoredRouting extends Routing {
  version: number
  saved: { at: Date; by: string } | null
}

/** Returns the rules in force: the newest version, or the built-in ones when there is none. */
export async function selectRouting(client: Client): Promise<StoredRouting> {
  const row = await client.routingVersion.findFirst({
    orderBy: { version: 'desc' },
    select: { id: true, version: true, definition: true, savedAt: true, savedBy: { select: { name: true } } },
  })
  if (!row) return { version: 0, saved: null, ...builtInRouting }
  const { id, version, definition, savedAt, savedBy } = row
  return { version, saved: { at: savedAt, by: savedBy.name }, ...readStoredRouting(id, definition) }
}

/** Takes a transaction-level advisory lock, so that the rules are saved by one person at a time. */
export async function lockRouting(tx: Tx): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('nightdesk.routing'))`
}

/** Returns the policies that routing chose for tickets that are not closed. */
export async function selectFollowedPolicies(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select e."id" from "EscalationPolicy" e where exists (
      select 1 from "Ticket" t where t."routedPolicyId" = e."id" and t."status" <> 'closed')`
  return rows.map(({ id }) => id)
}

/** Returns what rules can name. Vendor's own organisations file no tickets of customers and are left out. */
export async function selectRoutingNames(client: Client) {
  const named = { orderBy: [{ name: 'asc' as const }, { id: 'asc' as const }], select: { id: true, name: true } }
  const [teams, plans, organisations] = await Promise.all([
    client.team.findMany(named),
    client.plan.findMany(named),
    client.organisation.findMany({
      where: { isVendor: false },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      select: { id: true, name: true, key: true, archivedAt: true },
    }),
  ])
  return { teams, plans, organisations }
}

export interface FiledTicket {
  id: string
  reference: string
  subject: string
  organisation: string
  createdAt: Date
  product: string | null
  scenario: string
  region: string
  language: string
  planId: string | null
  /** The severity with which it was filed. */
  severity: Severity
  organisationId: string
  projectTeamId: string | null
  /** Null when it was erased, or not asked for. */
  body: string | null
}

/**
 * Returns tickets filed since an instant (UTC), the newest first, as routing saw them or would have seen them; plan,
 * project's team and language are those of today.
 */
export async function selectFiled(
  client: Client,
  {
    since,
    after,
    take,
    withBodies,
  }: { since: Date; after: { at: Date; id: string } | null; take: number; withBodies: boolean },
): Promise<FiledTicket[]> {
  const place = after
    ? Prisma.sql`and (t."createdAt", t."id") < (${after.at}::timestamptz, ${after.id}::uuid)`
    : Prisma.empty
  const body = withBodies ? Prisma.sql`c."body"` : Prisma.sql`null::text`
  const bodies = withBodies ? Prisma.sql`left join "EventContent" c on c."eventId" = e."id"` : Prisma.empty
  return client.$queryRaw<FiledTicket[]>`
    select t."id", t."reference", t."subject", o."name" as "organisation", t."createdAt", t."product", t."scenario", t."region",
      u."locale" as "language", o."planId", e."facts" ->> 'severity' as "severity", t."organisationId",
      p."teamId" as "projectTeamId", ${body} as "body"
    from "Ticket" t join "Organisation" o on o."id" = t."organisationId" join "User" u on u."id" = t."filerId"
      left join "Project" p on p."id" = t."projectId"
      join "TicketEvent" e on e."ticketId" = t."id" and e."chain" = 'public' and e."seq" = 1 ${bodies}
    where t."createdAt" >= ${since} ${place}
    order by t."createdAt" desc, t."id" desc limit ${take}`
}
