import type { Prisma } from '@/generated/prisma/client'
import { z } from 'zod'
import { env } from '@/server/infra/env'
import { seal, unseal } from '@/server/infra/seal'

/**
 * A method's secrets as the database holds them: a webhook's signing secret, a browser's push keys. They belong to the
 * method's address, and a copy of the database alone does not give them away.
 */
const purpose = 'contact-method'
const sealedDetail = z.strictObject({ sealed: z.string() })

export const isSealed = (detail: unknown): boolean => sealedDetail.safeParse(detail).success

/** @param detail empty where the method has no secrets: there is nothing to seal */
export const sealDetail = (address: string, detail: Prisma.InputJsonObject): Prisma.InputJsonObject =>
  Object.keys(detail).length === 0
    ? detail
    : { sealed: seal(env().LINK_SECRET, purpose, address, JSON.stringify(detail)) }

/**
 * What `sealDetail` was given; what was kept before there were seals is as it is.
 * @throws SealBroken when the link secret is another than it was
 */
export function openDetail(address: string, detail: unknown): unknown {
  const { data } = sealedDetail.safeParse(detail)
  return data ? (JSON.parse(unseal(env().LINK_SECRET, purpose, address, data.sealed)) as unknown) : detail
}
