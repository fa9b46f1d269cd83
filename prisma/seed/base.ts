import type { Prisma } from '@/generated/prisma/client'
import type { Db } from '@/server/infra/db/db'
import { digestOf } from '@/server/sla/policy/digest.rules'
import { type SeededPlan, seededPolicies } from '@/server/sla/evaluation/policies.rules'

const names: Record<SeededPlan, string> = { ENTERPRISE: 'Enterprise', BUSINESS: 'Business', STANDARD: 'Standard' }

/** Plans with their published policies: what every installation starts with. Does nothing to what is there. */
export async function seedPlans(db: Db, now: Date): Promise<void> {
  for (const [key, definition] of Object.entries(seededPolicies) as [
    SeededPlan,
    (typeof seededPolicies)[SeededPlan],
  ][]) {
    const known = await db.plan.findUnique({ where: { key }, select: { id: true } })
    if (known) continue
    await db.plan.create({
      data: {
        key,
        name: names[key],
        createdAt: now,
        policies: {
          create: {
            name: names[key],
            createdAt: now,
            versions: {
              create: {
                version: 1,
                definition: definition as unknown as Prisma.InputJsonObject,
                digest: digestOf(definition),
                state: 'published',
                // Before any ticket that could be filed, the demo's past ones included.
                inForceFrom: new Date('2020-01-01T00:00:00.000Z'),
                createdAt: now,
                publishedAt: now,
              },
            },
          },
        },
      },
    })
  }
}
