export const roles = ['CUSTOMER', 'CUSTOMER_LEAD', 'ENGINEER', 'MANAGER', 'ADMINISTRATOR', 'KNOWLEDGE_OWNER'] as const
export type RoleName = (typeof roles)[number]
export const customerRoles = ['CUSTOMER', 'CUSTOMER_LEAD'] as const satisfies readonly RoleName[]
export const staffRoles = [
  'ENGINEER',
  'MANAGER',
  'ADMINISTRATOR',
  'KNOWLEDGE_OWNER',
] as const satisfies readonly RoleName[]

/** Staff roles that may do what engineers do. */
export const engineerRoles = ['ENGINEER', 'MANAGER', 'ADMINISTRATOR'] as const satisfies readonly RoleName[]
/** Staff roles that may do what managers do. */
export const managerRoles = ['MANAGER', 'ADMINISTRATOR'] as const satisfies readonly RoleName[]
export const administratorRoles = ['ADMINISTRATOR'] as const satisfies readonly RoleName[]
/** Staff roles that decide what customers read in articles. */
export const publisherRoles = ['KNOWLEDGE_OWNER', 'MANAGER', 'ADMINISTRATOR'] as const satisfies readonly RoleName[]
/** Customer roles that act for their whole organisation. */
export const leadRoles = ['CUSTOMER_LEAD'] as const satisfies readonly RoleName[]
