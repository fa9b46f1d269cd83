import { Prisma } from '@/generated/prisma/client'
import type { Client, Tx } from '@/server/infra/db/db'
import { evaluatedClockSelect } from './evaluated-clock'

export interface PolicyVersionRow {
  id: string
  planId: string
  planName: string
  /** Null for the plan's general policy. */
  product: string | null
  definition: unknown
  digest: string
}

/** Selects a plan's version in force at an instant; the product's own policy takes precedence over the general one. */
export async function selectPolicyInForce(
  client: Client,
  planId: string,
  product: string | null,
  at: Date,
): Promise<PolicyVersionRow | null> {
  const rows = await client.$queryRaw<PolicyVersionRow[]>`
    select v."id", p."planId", p."product", pl."name" as "planName", v."definition", v."digest"
    from "SlaPolicyVersion" v
    join "SlaPolicy" p on p."id" = v."policyId"
    join "Plan" pl on pl."id" = p."planId"
    where p."planId" = ${planId}::uuid and (p."product" is null or p."product" = ${product})
      and v."state" = 'published' and v."inForceFrom" <= ${at}
    order by p."product" nulls last, v."inForceFrom" desc, v."version" desc
    limit 1`
  return rows[0] ?? null
}

export async function selectPolicyVersion(
  client: Client,
  id: string,
): Promise<{ definition: unknown; digest: string; state: 'draft' | 'published' }> {
  return client.slaPolicyVersion.findUniqueOrThrow({
    where: { id },
    select: { definition: true, digest: true, state: true },
  })
}

const clockSelect = {
  ...evaluatedClockSelect,
  id: true,
  severity: true,
  pausedFor: true,
  nextAt: true,
  warnedPercent: true,
  warnings: { select: { percent: true, at: true } },
  breach: { select: { at: true } },
} as const

export type ClockRow = Prisma.SlaClockGetPayload<{ select: typeof clockSelect }>

const { warnings: _warnings, breach: _breach, ...ownColumns } = clockSelect
const clockColumnsSql = Prisma.join(Object.keys(ownColumns).map((name) => Prisma.raw(`c."${name}"`)))

/** Selects a ticket's clocks with their warnings and breaches, in one statement: every reply needs them. */
export async function selectClocks(client: Client, ticketId: string): Promise<ClockRow[]> {
  type Row = Omit<ClockRow, 'warnings' | 'breach'> & {
    warnings: { percent: number; at: string }[]
    brokenAt: Date | null
  }
  const rows = await client.$queryRaw<Row[]>`
    select ${clockColumnsSql}, b."at" as "brokenAt", coalesce(
      (select json_agg(json_build_object('percent', w."percent", 'at', w."at")) from "SlaWarning" w where w."clockId" = c."id"),
      '[]') as "warnings"
    from "SlaClock" c left join "SlaBreach" b on b."clockId" = c."id" where c."ticketId" = ${ticketId}::uuid`
  return rows.map(({ brokenAt, warnings, ...row }) => ({
    ...row,
    warnings: warnings.map(({ percent, at }) => ({ percent, at: new Date(at) })),
    breach: brokenAt && { at: brokenAt },
  }))
}

/** Updates the ordinals of clocks. */
export async function moveClocks(tx: Tx, clocks: readonly { id: string; ordinal: number }[]): Promise<void> {
  for (const { id, ordinal } of clocks)
    await tx.slaClock.update({ where: { id }, data: { ordinal }, select: { id: true } })
}

/** Selects tickets with a clock whose next warning or due instant has come, using the index on pending clocks. */
export async function selectDueTickets(client: Client, at: Date, limit: number): Promise<string[]> {
  const rows = await client.$queryRaw<{ ticketId: string }[]>`
    select distinct "ticketId" from (
      select "ticketId" from "SlaClock" where "nextAt" is not null and "nextAt" <= ${at} order by "nextAt" limit ${limit}
    ) due`
  return rows.map((row) => row.ticketId)
}

/** Selects the tickets with clocks that fall due in (from, to], one row per ticket with its earliest instant. */
export async function selectArming(client: Client, from: Date, to: Date): Promise<{ ticketId: string; at: Date }[]> {
  return client.$queryRaw`
    select "ticketId", min("nextAt") as "at" from "SlaClock"
    where "nextAt" is not null and "nextAt" > ${from} and "nextAt" <= ${to}
    group by "ticketId"`
}
