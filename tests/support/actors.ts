import type { PersonActor } from '@/server/vocabulary/rights/actor'
import type { RoleName } from '@/server/vocabulary/role'

/** A person for tables of rights: staff roles, and one role in each customer organisation that is named. */
export const personWith = (
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
    roles: [role],
  })),
})

/** One person of each kind; customers belong to `acme`, the stranger leads `other`. */
export const sampleActors = {
  customer: personWith('carl', [], { acme: 'customer' }),
  lead: personWith('lea', [], { acme: 'customer_lead' }),
  stranger: personWith('sid', [], { other: 'customer_lead' }),
  engineer: personWith('ana', ['engineer']),
  knowledgeOwner: personWith('kim', ['knowledge_owner']),
  manager: personWith('mia', ['manager']),
  administrator: personWith('ada', ['administrator']),
}
export type SampleActor = keyof typeof sampleActors
