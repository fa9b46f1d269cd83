import type { Prisma, SlaVersionState } from '@/generated/prisma/client'
import type { Client, Tx } from '@/server/infra/db'
import type { PolicyDefinition } from './schema'

const versionColumns = {
  id: true,
  version: true,
  definition: true,
  digest: true,
  state: true,
  inForceFrom: true,
  createdById: true,
  createdAt: true,
} as const

/** Plans by name with the versions of their general policy, newest first. A product's own policies are not among them. */
export async function selectPlanPolicies(client: Client) {
  return client.plan.findMany({
    orderBy: { name: 'asc' },
    select: {
      id: true,
      name: true,
      policies: {
        where: { product: null },
        select: { versions: { orderBy: { version: 'desc' }, select: versionColumns } },
      },
    },
  })
}
export type VersionRow = Awaited<ReturnType<typeof selectPlanPolicies>>[number]['policies'][number]['versions'][number]

/** Plans by name; only those of the given organisations when there is a list. */
export async function selectPlans(client: Client, organisationIds: string[] | null) {
  return client.plan.findMany({
    where: organisationIds ? { organisations: { some: { id: { in: organisationIds } } } } : {},
    orderBy: { name: 'asc' },
    select: { id: true, name: true },
  })
}

export async function selectPersonNames(client: Client, ids: string[]): Promise<Map<string, string>> {
  const people = await client.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
  return new Map(people.map((person) => [person.id, person.name]))
}

/** Saves of one plan wait for each other; what refers to the plan does not. */
export async function lockPlan(tx: Tx, planId: string): Promise<{ name: string } | null> {
  const rows = await tx.$queryRaw<{ name: string }[]>`
    select "name" from "Plan" where "id" = ${planId}::uuid for no key update`
  return rows[0] ?? null
}

export async function selectLastVersion(tx: Tx, planId: string): Promise<{ policyId: string; version: number } | null> {
  const policy = await tx.slaPolicy.findFirst({
    where: { planId, product: null },
    orderBy: { createdAt: 'asc' },
    select: { id: true, versions: { orderBy: { version: 'desc' }, take: 1, select: { version: true } } },
  })
  return policy && { policyId: policy.id, version: policy.versions[0]?.version ?? 0 }
}

export async function insertPolicy(tx: Tx, planId: string, name: string, createdAt: Date): Promise<string> {
  return (await tx.slaPolicy.create({ data: { planId, name, createdAt }, select: { id: true } })).id
}

export async function insertVersion(
  tx: Tx,
  row: {
    policyId: string
    version: number
    definition: PolicyDefinition
    digest: string
    state: SlaVersionState
    inForceFrom: Date | null
    publishedAt: Date | null
    createdById: string
    createdAt: Date
  },
) {
  return tx.slaPolicyVersion.create({
    data: { ...row, definition: row.definition as unknown as Prisma.InputJsonObject },
    select: { id: true, version: true },
  })
}
