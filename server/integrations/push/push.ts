import type { Agent } from 'node:https'
import webpush from 'web-push'
import { z } from 'zod'
import type { Env } from '@/server/infra/env'
import { secretsOfUrl, withoutSecrets } from '@/server/infra/secrets'
import { isTemporaryFailure, type RefusalDetail, retryAfterMs } from '../outgoing/outgoing'

/**
 * The push service did not accept a message; `permanent` when a retry cannot help, `gone` when the subscription ended.
 */
export class PushRefused extends Error {
  readonly permanent: boolean
  readonly gone: boolean
  readonly mayHaveArrived: boolean
  readonly retryAfterMs: number | null
  constructor(permanent: boolean, answer: string, gone = false, detail: RefusalDetail = {}) {
    super(answer)
    this.name = 'PushRefused'
    this.permanent = permanent
    this.gone = gone
    this.mayHaveArrived = detail.mayHaveArrived ?? false
    this.retryAfterMs = detail.retryAfterMs ?? null
  }
}

export const pushKeys = z.object({ p256dh: z.string().min(1).max(200), auth: z.string().min(1).max(100) })

const keepForSeconds = 15 * 60
const defaultTimeoutMs = 10_000

/** Characters of the push service's answer that are kept. */
const maxAnswerLength = 200

/**
 * Returns a function that sends encrypted notifications to browsers, signed with this installation's VAPID keys, and
 * returns the service's answer.
 * @param agent for push services with a private certificate; by default the system's certificate authorities
 * @throws PushRefused
 */
export function openPush(settings: Pick<Env, 'PUBLIC_URL' | 'VAPID_PUBLIC_KEY' | 'VAPID_PRIVATE_KEY'>, agent?: Agent) {
  return async (
    subscription: { endpoint: string; keys: unknown },
    payload: Record<string, string>,
  ): Promise<string> => {
    const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey } = settings
    if (!publicKey || !privateKey) throw new PushRefused(true, 'no VAPID keys are configured')
    const keys = pushKeys.safeParse(subscription.keys)
    if (!keys.success) throw new PushRefused(true, 'the subscription has no keys')
    // Push services require a contact address; they do not accept an http link, as of a local installation.
    const subject = settings.PUBLIC_URL.startsWith('https:')
      ? settings.PUBLIC_URL
      : 'mailto:support@nightdesk.localhost'
    try {
      const answer = await webpush.sendNotification(
        { endpoint: subscription.endpoint, keys: keys.data },
        JSON.stringify(payload),
        {
          vapidDetails: { subject, publicKey, privateKey },
          TTL: keepForSeconds,
          urgency: 'high',
          timeout: defaultTimeoutMs,
          ...(agent ? { agent } : {}),
        },
      )
      return String(answer.statusCode)
    } catch (error) {
      const { statusCode, message, body, headers } = error as {
        statusCode?: number
        message: string
        body?: string
        headers?: Record<string, string | undefined>
      }
      if (statusCode === undefined) throw new PushRefused(false, message, false, { mayHaveArrived: true })
      const gone = statusCode === 404 || statusCode === 410
      const answer = withoutSecrets(`${statusCode} ${body || message}`.trim(), secretsOfUrl(subscription.endpoint))
      throw new PushRefused(!isTemporaryFailure(statusCode), answer.slice(0, maxAnswerLength), gone, {
        mayHaveArrived: true,
        retryAfterMs: retryAfterMs(headers?.['retry-after'], new Date(headers?.date ?? '')),
      })
    }
  }
}
