import { createHash, createHmac } from 'node:crypto'
import { env } from '@/server/infra/env'

/**
 * Derives the token of an acknowledge link from page, engineer and cycle, so that a repeated notification carries the
 * same link. Only its hash is stored, and the token cannot be computed without the installation's LINK_SECRET.
 */
export function acknowledgeToken(pageId: string, engineerId: string, cycle: number): string {
  return createHmac('sha256', env().LINK_SECRET)
    .update(`acknowledge:${pageId}:${engineerId}:${cycle}`)
    .digest('base64url')
}

export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')
