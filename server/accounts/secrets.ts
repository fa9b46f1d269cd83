import { createHash, randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { invalid } from '@/server/infra/errors'
import { isCommonPassword } from './sign-in/passwords.rules'

/**
 * Refuses a common password, or one that is close to the account's personal data (address, name, organisation).
 * @throws DomainError INVALID `commonPassword` beside `field`
 */
export function requireUncommonPassword(password: string, personal: readonly string[], field: string): void {
  if (isCommonPassword(password, personal)) throw invalid('commonPassword', field)
}

/**
 * Creates the secret of a link: 32 random bytes (base64url) for the mail, and the token's SHA-256 (hex) for the row.
 */
export function newToken(): { token: string; tokenHash: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: hashToken(token) }
}

export const hashToken = (token: string) => createHash('sha256').update(token).digest('hex')

// argon2id is the library's default; the cost is OWASP's first recommendation.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string) => hash(password, cost)

let dummy: Promise<string> | undefined

/** Takes the same time whether or not there is a hash, so that timing does not reveal who has an account. */
export async function verifyPassword(passwordHash: string | null | undefined, password: string): Promise<boolean> {
  if (passwordHash) return verify(passwordHash, password)
  dummy ??= hashPassword(randomBytes(16).toString('hex'))
  await verify(await dummy, password)
  return false
}
