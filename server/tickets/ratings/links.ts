import { createHmac, timingSafeEqual } from 'node:crypto'
import { env } from '@/server/infra/env'
import { ratingLinkEnd } from './rules'

/*
 * The link of a "resolved" mail with which its reader rates the help without signing in. Nothing is stored: the token
 * holds the ticket, the person and its end, and a signature with the installation's LINK_SECRET. What the person may do
 * is checked when it is used.
 */
const idBytes = 16
const endBytes = 4
const signatureBytes = 32
const tokenBytes = 2 * idBytes + endBytes + signatureBytes

const sign = (payload: Buffer) => createHmac('sha256', env().LINK_SECRET).update('rating:').update(payload).digest()
const bytesOf = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex')
const idOf = (bytes: Buffer) => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/** Returns the link of a mail written at `at` (UTC); the same mail written twice contains the same link. */
export function ratingUrl(ticketId: string, userId: string, at: Date): string {
  const end = Buffer.alloc(endBytes)
  end.writeUInt32BE(Math.floor(ratingLinkEnd(at).getTime() / 1000))
  const payload = Buffer.concat([bytesOf(ticketId), bytesOf(userId), end])
  return `${env().PUBLIC_URL}/p/rate/${Buffer.concat([payload, sign(payload)]).toString('base64url')}`
}

/** Returns the ticket and the person of a link's token; null when it was not written here or has ended. */
export function readRatingToken(token: string, now: Date): { ticketId: string; userId: string } | null {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== tokenBytes) return null
  const payload = bytes.subarray(0, -signatureBytes)
  if (!timingSafeEqual(bytes.subarray(-signatureBytes), sign(payload))) return null
  const endMs = payload.readUInt32BE(2 * idBytes) * 1000
  if (endMs <= now.getTime()) return null
  return { ticketId: idOf(payload.subarray(0, idBytes)), userId: idOf(payload.subarray(idBytes, 2 * idBytes)) }
}
