import { administratorRoles } from '@/server/vocabulary/role'
import type { Role } from '@/generated/prisma/client'
import { seedPlans } from '@/prisma/seed/base'
import type { Viewer } from '@/server/accounts/schema'
import type { Db } from '@/server/infra/db/db'

export interface World {
  customer: Viewer
  lead: Viewer
  /** A member of another organisation, for whom everything of ACME is NOT_FOUND. */
  stranger: Viewer
  ana: Viewer
  bo: Viewer
  mia: Viewer
  projectId: string
  otherProjectId: string
  organisationId: string
  scheduleId: string
  policyId: string
}

const dayMs = 24 * 60 * 60_000

/** Creates ACME on Enterprise, another organisation and three staff members. Steps: the schedule, then Bo, then Mia. */
export async function makeWorld(db: Db, now: Date): Promise<World> {
  const longAgo = new Date(now.getTime() - 30 * dayMs)
  await seedPlans(db, longAgo)
  const plan = await db.plan.findUniqueOrThrow({ where: { key: 'ENTERPRISE' } })
  const organisation = (key: string, isVendor: boolean) =>
    db.organisation.create({
      data: { key, name: key, isVendor, planId: isVendor ? null : plan.id, createdAt: longAgo },
    })
  const vendor = await organisation('NIGHTDESK', true)
  const acme = await organisation('ACME', false)
  const other = await organisation('OTHER', false)
  const project = (organisationId: string) =>
    db.project.create({
      data: { organisationId, name: 'App', products: [], platforms: [], regions: [], carriers: [], createdAt: longAgo },
    })
  const person = async (
    name: string,
    home: { id: string; key: string; name: string; isVendor: boolean },
    roles: Role[],
  ): Promise<Viewer> => {
    const email = `${name.toLowerCase()}@test.example`
    const user = await db.user.create({
      data: {
        email,
        name,
        createdAt: longAgo,
        memberships: { create: roles.map((role) => ({ role, organisationId: home.id, createdAt: longAgo })) },
      },
    })
    if (home.isVendor)
      await db.contactMethod.create({
        data: { userId: user.id, kind: 'email', address: email, verifiedAt: longAgo, createdAt: longAgo },
      })
    return {
      kind: 'person',
      userId: user.id,
      email,
      name,
      locale: 'en',
      timeZone: 'UTC',
      staffRoles: home.isVendor ? roles : [],
      memberships: home.isVendor
        ? []
        : [{ organisationId: home.id, organisationKey: home.key, organisationName: home.name, isOpen: false, roles }],
    }
  }
  const ana = await person('Ana', vendor, ['engineer'])
  const bo = await person('Bo', vendor, ['engineer'])
  const mia = await person('Mia', vendor, ['manager'])
  const customer = await person('Carl', acme, ['customer'])
  const lead = await person('Lea', acme, ['customer_lead'])
  const stranger = await person('Sid', other, ['customer_lead'])
  const schedule = await db.schedule.create({
    data: {
      name: 'Night',
      timeZone: 'UTC',
      createdAt: longAgo,
      versions: {
        create: {
          inForceFrom: longAgo,
          createdAt: longAgo,
          layers: [
            {
              id: 'l',
              start: '2026-01-05T00:00',
              rotation: { unit: 'week', length: 1 },
              participants: [ana.userId],
              restrictions: [],
            },
          ],
        },
      },
    },
  })
  const policy = await db.escalationPolicy.create({
    data: {
      name: 'Default',
      isDefault: true,
      createdAt: longAgo,
      updatedAt: longAgo,
      definition: {
        steps: [
          { delayMinutes: 5, targets: [{ type: 'schedule', id: schedule.id }] },
          { delayMinutes: 5, targets: [{ type: 'engineer', id: bo.userId }] },
          { delayMinutes: 5, targets: [{ type: 'engineer', id: mia.userId }] },
        ],
        repeats: 1,
        persistEveryMinutes: 5,
      },
    },
  })
  return {
    customer,
    lead,
    stranger,
    ana,
    bo,
    mia,
    projectId: (await project(acme.id)).id,
    otherProjectId: (await project(other.id)).id,
    organisationId: acme.id,
    scheduleId: schedule.id,
    policyId: policy.id,
  }
}

/** The same person with the role of administrator and no other. */
export const asAdministrator = (person: Viewer): Viewer => ({ ...person, staffRoles: [...administratorRoles] })
