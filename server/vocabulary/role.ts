export const roles = ['CUSTOMER', 'CUSTOMER_LEAD', 'ENGINEER', 'MANAGER', 'ADMINISTRATOR', 'KNOWLEDGE_OWNER'] as const
export type RoleName = (typeof roles)[number]
export const customerRoles = ['CUSTOMER', 'CUSTOMER_LEAD'] as const satisfies readonly RoleName[]
export const staffRoles = [
  'ENGINEER',
  'MANAGER',
  'ADMINISTRATOR',
  'KNOWLEDGE_OWNER',
] as const satisfies readonly RoleName[]
