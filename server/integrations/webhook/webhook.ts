import { createHmac } from 'node:crypto'
import { type Outgoing, requireSuccess } from '../outgoing/outgoing'

export interface WebhookMessage {
  /** The same for the first attempt and every repeat. */
  id: string
  /** The instant of this attempt, which is signed. */
  now: Date
  payload: Record<string, unknown>
}

/** Returns the signature of Standard Webhooks: HMAC-SHA256 over id, epoch seconds and body. */
export function webhookSignature(secret: string, id: string, seconds: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`
}

/**
 * Returns a function that posts signed JSON as docs/formats.md describes and returns the receiver's answer.
 * @throws OutgoingRefused
 */
export function openWebhook(send: Outgoing) {
  return async (target: { url: string; secret: string }, message: WebhookMessage): Promise<string> => {
    const body = JSON.stringify(message.payload)
    const seconds = Math.floor(message.now.getTime() / 1_000)
    const answer = await send({
      url: target.url,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'webhook-id': message.id,
        'webhook-timestamp': String(seconds),
        'webhook-signature': webhookSignature(target.secret, message.id, seconds, body),
      },
      body,
    })
    return requireSuccess(answer)
  }
}
