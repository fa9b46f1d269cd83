import type { Prisma } from '@/generated/prisma/client'

/**
 * Casts a value to the type that Prisma accepts for a JSON column, which allows neither interfaces nor `undefined`;
 * `undefined` is left out when it is written. The value is validated by its own schema when it is read back.
 */
export const storedJson = (value: object): Prisma.InputJsonObject => value as Prisma.InputJsonObject
