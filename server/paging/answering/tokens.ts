import { createHash, createHmac } from 'node:crypto'
import { env } from '@/server/infra/env'

/**
 * The acknowledge link's token: bound to page, engineer and cycle. Derived, so that a repeated notification carries
 * the same link; only its hash is stored, and without the installation's link secret nobody can make one.
 */
export function acknowledgeToken(pageId: string, engineerId: string, cycle: number): string {
  return createHmac('sha256', env().LINK_SECRET)
    .update(`acknowledge:${pageId}:${engineerId}:${cycle}`)
    .digest('base64url')
}

export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')
