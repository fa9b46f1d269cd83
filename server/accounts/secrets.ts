import { createHash, randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { invalid } from '@/server/infra/errors'
import { isCommonPassword } from './sign-in/passwords.rules'

/**
 * Refuses a password that is close to what the account is called; the schema has refused the common ones.
 * @throws DomainError INVALID `commonPassword` beside `field`
 */
export function requireUncommonPassword(password: string, personal: readonly string[], field: string): void {
  if (isCommonPassword(password, personal)) throw invalid('commonPassword', field)
}

/** A link's secret: 32 random bytes for the mail, their SHA-256 (hex) for the row. */
export function newToken(): { token: string; tokenHash: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: hashToken(token) }
}

export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')

// argon2id is the library's default; OWASP's first recommendation for its cost.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string) => hash(password, cost)

let dummy: Promise<string> | undefined

/** Compares at the same price whether or not there is a hash, so that time tells nothing about who has an account. */
export async function verifyPassword(passwordHash: string | null | undefined, password: string): Promise<boolean> {
  if (passwordHash) return verify(passwordHash, password)
  dummy ??= hashPassword(randomBytes(16).toString('hex'))
  await verify(await dummy, password)
  return false
}
