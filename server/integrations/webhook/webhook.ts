import { Webhook } from 'standardwebhooks'
import { type Outgoing, requireSuccess } from '../outgoing/outgoing'

export interface WebhookMessage {
  /** The same for the first attempt and every repeat. */
  id: string
  /** The instant of this attempt, which is signed. */
  now: Date
  payload: Record<string, unknown>
}

/**
 * Returns a function that posts signed JSON as docs/formats.md describes and returns the receiver's answer.
 * @throws OutgoingRefused
 */
export function openWebhook(send: Outgoing) {
  return async (target: { url: string; secret: string }, message: WebhookMessage): Promise<string> => {
    const body = JSON.stringify(message.payload)
    const answer = await send({
      url: target.url,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'webhook-id': message.id,
        'webhook-timestamp': String(Math.floor(message.now.getTime() / 1_000)),
        'webhook-signature': new Webhook(target.secret).sign(message.id, message.now, body),
      },
      body,
    })
    return requireSuccess(answer)
  }
}
