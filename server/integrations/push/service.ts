import webpush from 'web-push'
import { z } from 'zod'
import type { Env } from '@/server/infra/env'

/** The push service did not take it; `permanent` when the subscription is gone. */
export class PushRefused extends Error {
  readonly permanent: boolean
  constructor(permanent: boolean, answer: string) {
    super(answer)
    this.name = 'PushRefused'
    this.permanent = permanent
  }
}

export const pushKeys = z.object({ p256dh: z.string().min(1).max(200), auth: z.string().min(1).max(100) })

const keepForSeconds = 15 * 60
const patienceMs = 10_000

/** Sends encrypted notifications to browsers, signed with this installation's VAPID keys. */
export function openPush(settings: Pick<Env, 'PUBLIC_URL' | 'VAPID_PUBLIC_KEY' | 'VAPID_PRIVATE_KEY'>) {
  return async (
    subscription: { endpoint: string; keys: unknown },
    payload: Record<string, string>,
  ): Promise<string> => {
    const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey } = settings
    if (!publicKey || !privateKey) throw new PushRefused(true, 'no VAPID keys are configured')
    const keys = pushKeys.safeParse(subscription.keys)
    if (!keys.success) throw new PushRefused(true, 'the subscription has no keys')
    // Push services want a way to reach the sender; an address of a local installation is not accepted as a link.
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
          timeout: patienceMs,
        },
      )
      return String(answer.statusCode)
    } catch (error) {
      const { statusCode, message } = error as { statusCode?: number; message: string }
      const permanent = statusCode !== undefined && statusCode >= 400 && statusCode < 500 && statusCode !== 429
      throw new PushRefused(permanent, statusCode ? `${statusCode} ${message}` : message)
    }
  }
}
