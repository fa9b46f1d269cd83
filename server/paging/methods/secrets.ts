import type { Prisma } from '@/generated/prisma/client'
import { z } from 'zod'
import { env } from '@/server/infra/env'
import { seal, unseal } from '@/server/infra/seal'

/**
 * Seals the secrets of contact methods: a webhook's signing secret, a browser's push keys. They are bound to the
 * method's address, and cannot be read from a copy of the database alone.
 */
const purpose = 'contact-method'
const sealedDetail = z.strictObject({ sealed: z.string() })

export const isSealed = (detail: unknown): boolean => sealedDetail.safeParse(detail).success

/** @param detail returned unchanged when it is empty, since there is nothing to seal */
export const sealDetail = (address: string, detail: Prisma.InputJsonObject): Prisma.InputJsonObject =>
  Object.keys(detail).length === 0
    ? detail
    : { sealed: seal(env().LINK_SECRET, purpose, address, JSON.stringify(detail)) }

/**
 * Returns the detail given to `sealDetail`; one stored unsealed by an earlier release is returned as it is.
 * @throws SealBroken when LINK_SECRET is not the one it was sealed with
 */
export function openDetail(address: string, detail: unknown): unknown {
  const { data } = sealedDetail.safeParse(detail)
  return data ? (JSON.parse(unseal(env().LINK_SECRET, purpose, address, data.sealed)) as unknown) : detail
}
