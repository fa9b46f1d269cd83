import type { PersonActor } from '@/server/vocabulary/rights/actor'
import type { RoleName } from '@/server/vocabulary/role'

/** A person for tables of rights: staff roles, and one role in each customer organisation that is named. */
export const personWithRoles = (
  userId: string,
  staffRoles: RoleName[],
  memberships: Record<string, RoleName> = {},
): PersonActor => ({
  kind: 'person',
  userId,
  email: `${userId}@test.example`,
  name: userId,
  locale: 'en',
  timeZone: 'Etc/UTC',
  staffRoles,
  memberships: Object.entries(memberships).map(([organisationId, role]) => ({
    organisationId,
    organisationKey: organisationId.toUpperCase(),
    organisationName: organisationId,
    isOpen: false,
    roles: [role],
  })),
})

/** One person of each kind; customers belong to `acme`, the stranger leads `other`. */
export const sampleActors = {
  customer: personWithRoles('carl', [], { acme: 'customer' }),
  lead: personWithRoles('lea', [], { acme: 'customer_lead' }),
  stranger: personWithRoles('sid', [], { other: 'customer_lead' }),
  engineer: personWithRoles('ana', ['engineer']),
  knowledgeOwner: personWithRoles('kim', ['knowledge_owner']),
  manager: personWithRoles('mia', ['manager']),
  administrator: personWithRoles('ada', ['administrator']),
}
export type SampleActor = keyof typeof sampleActors
