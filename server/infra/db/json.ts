import type { Prisma } from '@/generated/prisma/client'

/**
 * A value as a JSON column takes it. Its schema is the one that reads it back; Prisma's type knows neither interfaces
 * nor undefined, which it leaves out.
 */
export const storedJson = (value: object): Prisma.InputJsonObject => value as Prisma.InputJsonObject
