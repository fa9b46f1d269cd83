import { Prisma, type SlaVersionState } from '@/generated/prisma/client'
import type { Client, Tx } from '@/server/infra/db/db'
import type { PolicyAction } from './schema'
import type { PolicyDefinition } from '../schema'

const versionColumns = {
  id: true,
  version: true,
  definition: true,
  digest: true,
  state: true,
  revision: true,
  inForceFrom: true,
  createdById: true,
  createdAt: true,
} as const

const planColumns = { id: true, key: true, name: true, isPublic: true } as const

/** Selects all plans by name with their policies, the general one first, and each policy's versions, newest first. */
export async function selectPlanPolicies(client: Client) {
  return client.plan.findMany({
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: {
      ...planColumns,
      policies: {
        orderBy: [{ product: { sort: 'asc', nulls: 'first' } }, { createdAt: 'asc' }],
        select: {
          id: true,
          product: true,
          versions: { orderBy: { version: 'desc' }, select: versionColumns },
        },
      },
    },
  })
}
export type VersionRow = Awaited<ReturnType<typeof selectPlanPolicies>>[number]['policies'][number]['versions'][number]

/** Selects plans by name (all, those of organisations, or a public one), with the products that have a policy. */
export async function selectPlans(client: Client, which: { organisationIds: string[] } | { publicKey: string } | null) {
  const where: Prisma.PlanWhereInput =
    which === null
      ? {}
      : 'publicKey' in which
        ? { key: which.publicKey, isPublic: true }
        : { organisations: { some: { id: { in: which.organisationIds } } } }
  return client.plan.findMany({
    where,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { ...planColumns, policies: { where: { product: { not: null } }, select: { product: true } } },
  })
}

/** Selects the distinct warning percents of all published versions, ascending. */
export async function selectWarningPercents(client: Client): Promise<number[]> {
  const rows = await client.$queryRaw<{ percent: number }[]>`
    select distinct p.value::float8 as "percent"
    from "SlaPolicyVersion" v, jsonb_array_elements_text(v."definition" -> 'warningPercents') p
    where v."state" = 'published' order by 1`
  return rows.map(({ percent }) => percent)
}

export async function selectPersonNames(client: Client, ids: string[]): Promise<Map<string, string>> {
  const people = await client.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
  return new Map(people.map((person) => [person.id, person.name]))
}

/** Locks the plan's row to serialise changes of its policies, without blocking rows that refer to the plan. */
export async function lockPlan(tx: Tx, planId: string): Promise<{ name: string } | null> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    select "name" from "Plan" where "id" = ${planId}::uuid for no key update`
  return rows[0] ?? null
}

export async function selectLastVersion(
  tx: Tx,
  planId: string,
  product: string | null,
): Promise<{ policyId: string; version: number } | null> {
  const policy = await tx.slaPolicy.findFirst({
    where: { planId, product },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
  })
  if (!policy) return null
  // Version numbers are never reused: discarded versions are still in the change log.
  const [versions, changes] = await Promise.all([
    tx.slaPolicyVersion.aggregate({ where: { policyId: policy.id }, _max: { version: true } }),
    tx.slaPolicyChange.aggregate({ where: { policyId: policy.id }, _max: { version: true } }),
  ])
  return { policyId: policy.id, version: Math.max(versions._max.version ?? 0, changes._max.version ?? 0) }
}

/** Selects a version with its plan. To change it, read it again under the plan's lock. */
export async function selectVersion(client: Client, versionId: string) {
  return client.slaPolicyVersion.findUnique({
    where: { id: versionId },
    select: { ...versionColumns, policyId: true, policy: { select: { planId: true, product: true } } },
  })
}

export async function countPinned(tx: Tx, versionId: string): Promise<number> {
  return tx.ticket.count({ where: { policyVersionId: versionId } })
}

export async function insertPolicy(
  tx: Tx,
  row: { planId: string; product: string | null; name: string; createdAt: Date },
): Promise<string> {
  return (await tx.slaPolicy.create({ data: row, select: { id: true } })).id
}

interface VersionColumns {
  definition: PolicyDefinition
  digest: string
  state: SlaVersionState
  inForceFrom: Date | null
  publishedAt: Date | null
}
const asJson = (definition: unknown) => definition as Prisma.InputJsonObject

export async function insertVersion(
  tx: Tx,
  row: VersionColumns & {
    id?: string
    policyId: string
    version: number
    revision?: number
    createdById: string | null
    createdAt: Date
  },
) {
  return tx.slaPolicyVersion.create({
    data: { ...row, definition: asJson(row.definition) },
    select: { id: true, version: true },
  })
}

export async function updateDraft(tx: Tx, versionId: string, row: VersionColumns) {
  return tx.slaPolicyVersion.update({
    where: { id: versionId },
    data: { ...row, definition: asJson(row.definition), revision: { increment: 1 } },
    select: { id: true, version: true },
  })
}

export async function deleteVersion(tx: Tx, versionId: string): Promise<void> {
  await tx.slaPolicyVersion.delete({ where: { id: versionId }, select: { id: true } })
}

export async function insertChange(
  tx: Tx,
  row: {
    policyId: string
    version: number | null
    at: Date
    byId: string
    action: PolicyAction
    before?: unknown
    after?: unknown
    inForceFrom?: Date | null
  },
): Promise<void> {
  const { before, after, ...columns } = row
  const json = (value: unknown) => (value === undefined || value === null ? Prisma.DbNull : asJson(value))
  await tx.slaPolicyChange.create({
    data: { ...columns, before: json(before), after: json(after) },
    select: { id: true },
  })
}

/** Selects the definition published by the installation itself; null when there is none. */
export async function selectInstalled(client: Client, policyId: string) {
  return client.slaPolicyVersion.findFirst({
    where: { policyId, createdById: null, state: 'published' },
    orderBy: { version: 'desc' },
    select: { definition: true },
  })
}

/** Selects a policy's change log, newest first; `after` is the last row of the previous page. */
export async function selectChanges(
  client: Client,
  policyId: string,
  after: { at: Date; id: string } | null,
  limit: number,
) {
  return client.slaPolicyChange.findMany({
    where: {
      policyId,
      ...(after ? { OR: [{ at: { lt: after.at } }, { at: after.at, id: { lt: after.id } }] } : {}),
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
  })
}

/** Selects the last publication of the same policy before a change; null when there was none. */
export async function selectPublicationBefore(client: Client, policyId: string, { at, id }: { at: Date; id: string }) {
  return client.slaPolicyChange.findFirst({
    where: {
      policyId,
      action: { in: ['published', 'scheduled'] },
      OR: [{ at: { lt: at } }, { at, id: { lt: id } }],
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  })
}

export async function updatePlanShown(tx: Tx, planId: string, isPublic: boolean): Promise<void> {
  await tx.plan.update({ where: { id: planId }, data: { isPublic }, select: { id: true } })
}
