import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * The device cookie proves that this browser has signed in to an account before, and nothing else. With it, other
 * people's password guesses cannot lock the account's owner out (W9). One browser may have signed in to several
 * accounts.
 */
export const deviceCookieName = 'nightdesk-device'
export const deviceCookieSeconds = 365 * 24 * 60 * 60
const maxAccounts = 5

const seal = (secret: string, userId: string, nonce: string) =>
  createHmac('sha256', `device ${secret}`).update(`${userId}.${nonce}`).digest('base64url')

interface Entry {
  userId: string
  nonce: string
  text: string
}

/** Returns the entries of a cookie that this installation has sealed. */
function entriesOf(cookie: string | null | undefined, secret: string): Entry[] {
  return (cookie ?? '').split('~').flatMap((text): Entry[] => {
    const [userId = '', nonce = '', mac = ''] = text.split('.')
    const expected = Buffer.from(seal(secret, userId, nonce))
    const given = Buffer.from(mac)
    return given.length === expected.length && timingSafeEqual(given, expected) ? [{ userId, nonce, text }] : []
  })
}

/** Returns this browser's nonce for an account; null when it has not signed in to it. */
export const knownDevice = (cookie: string | null | undefined, userId: string, secret: string): string | null =>
  entriesOf(cookie, secret).find((entry) => entry.userId === userId)?.nonce ?? null

/** Returns the cookie of a browser that has just signed in to an account; it keeps the entries of other accounts. */
export function rememberDevice(cookie: string | null | undefined, userId: string, secret: string): string {
  const others = entriesOf(cookie, secret).filter((entry) => entry.userId !== userId)
  const nonce = randomBytes(12).toString('base64url')
  return [`${userId}.${nonce}.${seal(secret, userId, nonce)}`, ...others.map(({ text }) => text)]
    .slice(0, maxAccounts)
    .join('~')
}
