import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Keeps what must be read back, and must not be read in a copy of the database: AES-256-GCM under a key derived from
 * one of the installation's secrets. A sealed text is `v1.` and the base64url of nonce, tag and cipher.
 */
const version = 'v1'
const nonceBytes = 12
const tagBytes = 16

/** The secret has changed, or somebody has changed the text or put it elsewhere. */
export class SealBroken extends Error {
  constructor() {
    super('The sealed text cannot be read with this secret')
    this.name = 'SealBroken'
  }
}

const keyOf = (secret: string, purpose: string) =>
  Buffer.from(hkdfSync('sha256', secret, '', `nightdesk:${purpose}`, 32))

/**
 * @param purpose keys of different purposes are unrelated
 * @param bound what the text belongs to: sealed for one, it does not open for another
 */
export function seal(secret: string, purpose: string, bound: string, text: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret, purpose), nonce, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(bound))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return `${version}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`
}

/** @throws SealBroken */
export function unseal(secret: string, purpose: string, bound: string, sealed: string): string {
  const [said, body = ''] = sealed.split('.', 2)
  const bytes = Buffer.from(body, 'base64url')
  if (said !== version || bytes.length < nonceBytes + tagBytes) throw new SealBroken()
  const opening = createDecipheriv('aes-256-gcm', keyOf(secret, purpose), bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
  opening.setAAD(Buffer.from(bound))
  opening.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  try {
    return Buffer.concat([opening.update(bytes.subarray(nonceBytes + tagBytes)), opening.final()]).toString('utf8')
  } catch {
    throw new SealBroken()
  }
}
