export const roles = ['customer', 'customer_lead', 'engineer', 'manager', 'administrator', 'knowledge_owner'] as const
export type RoleName = (typeof roles)[number]
export const customerRoles = ['customer', 'customer_lead'] as const satisfies readonly RoleName[]
export const staffRoles = [
  'engineer',
  'manager',
  'administrator',
  'knowledge_owner',
] as const satisfies readonly RoleName[]

/** Staff roles that may do what engineers do. */
export const engineerRoles = ['engineer', 'manager', 'administrator'] as const satisfies readonly RoleName[]
/** Staff roles that may do what managers do. */
export const managerRoles = ['manager', 'administrator'] as const satisfies readonly RoleName[]
export const administratorRoles = ['administrator'] as const satisfies readonly RoleName[]
/** Staff roles that may publish articles. */
export const publisherRoles = ['knowledge_owner', 'manager', 'administrator'] as const satisfies readonly RoleName[]
/** Customer roles that may act for their whole organisation. */
export const leadRoles = ['customer_lead'] as const satisfies readonly RoleName[]
