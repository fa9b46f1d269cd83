import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import { invalid } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'

/**
 * Id of the row of the one-time code for the first administrator (W12). The code is printed at the first start, so that
 * only somebody who sees that output can claim an empty installation. Only its hash is stored.
 */
export const setupCodeId = 'first-administrator'
/** Excludes letters and digits that look alike. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const groups = 3
const lettersPerGroup = 4

const hashOf = (code: string) =>
  createHash('sha256')
    .update(code.toUpperCase().replace(/[^A-Z0-9]/g, ''))
    .digest('hex')

/** Returns a new code for printing, and its hash for the database. */
export function newSetupCode(): { code: string; codeHash: string } {
  const group = () => Array.from({ length: lettersPerGroup }, () => alphabet[randomInt(alphabet.length)]).join('')
  const code = Array.from({ length: groups }, group).join('-')
  return { code, codeHash: hashOf(code) }
}

/** Checks the one-time code. @throws DomainError INVALID `wrongSetupCode` beside `code` */
export async function requireSetupCode(ctx: Pick<ServiceContext, 'db'>, code: string): Promise<void> {
  const row = await ctx.db.setupCode.findUnique({ where: { id: setupCodeId }, select: { codeHash: true } })
  const right = row && timingSafeEqual(Buffer.from(row.codeHash, 'hex'), Buffer.from(hashOf(code), 'hex'))
  if (!right) throw invalid('wrongSetupCode', 'code')
}
