import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Env } from '@/server/infra/env'
import { openOutgoing, OutgoingRefused, requireSuccess } from '../outgoing/outgoing'

/** SMS and voice calls through Twilio's REST API; docs: https://www.twilio.com/docs/usage/api */

export type TwilioSettings = Pick<Env, 'TWILIO_URL' | 'TWILIO_ACCOUNT_SID' | 'TWILIO_AUTH_TOKEN' | 'TWILIO_FROM'>

export const hasTwilio = (settings: Partial<TwilioSettings>) =>
  Boolean(settings.TWILIO_ACCOUNT_SID && settings.TWILIO_AUTH_TOKEN && settings.TWILIO_FROM)

const ringSeconds = '30'

const twilioAnswer = z.object({
  sid: z.string().optional(),
  status: z.union([z.string(), z.number()]).optional(),
  code: z.number().optional(),
  message: z.string().optional(),
})

/** Returns what Twilio's answer says about the outcome, without the message text that it repeats. */
function outcomeText(body: string): string {
  try {
    const { sid, status, code, message } = twilioAnswer.parse(JSON.parse(body))
    return sid ? [sid, status].join(' ') : [code, message].filter((word) => word !== undefined).join(' ')
  } catch {
    return ''
  }
}

/** Returns functions that send an SMS or start a call and return Twilio's answer. @throws OutgoingRefused */
export function openTwilio(settings: Partial<TwilioSettings>) {
  const { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: token, TWILIO_FROM: from } = settings
  const base = new URL(settings.TWILIO_URL ?? 'https://api.twilio.com')
  // Allowed although it may be a private gateway, because the operator configured it.
  const send = openOutgoing({ OUTGOING_ALLOW: base.hostname.replace(/^\[|\]$/g, '') })
  const post = async (resource: 'Messages' | 'Calls', fields: Record<string, string>): Promise<string> => {
    if (!account || !token || !from) throw new OutgoingRefused(true, 'Twilio is not configured')
    const answer = await send({
      url: `${base.href.replace(/\/$/, '')}/2010-04-01/Accounts/${encodeURIComponent(account)}/${resource}.json`,
      headers: {
        authorization: `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ From: from, ...fields }).toString(),
      secrets: [fields.To ?? '', token],
    })
    return requireSuccess({ ...answer, body: outcomeText(answer.body) })
  }
  return {
    sms: (to: string, text: string, statusUrl?: string) =>
      post('Messages', { To: to, Body: text, ...(statusUrl ? { StatusCallback: statusUrl } : {}) }),
    /** @param script the URL from which Twilio fetches the TwiML, or the TwiML itself */
    call: (to: string, script: { url: string } | { twiml: string }, statusUrl?: string) =>
      post('Calls', {
        To: to,
        Timeout: ringSeconds,
        ...('url' in script ? { Url: script.url, Method: 'POST' } : { Twiml: script.twiml }),
        ...(statusUrl
          ? { StatusCallback: statusUrl, StatusCallbackMethod: 'POST', StatusCallbackEvent: 'completed' }
          : {}),
      }),
  }
}

/** Returns the HMAC-SHA1 over the URL and the sorted parameters, as Twilio signs its requests. */
export function twilioSignature(token: string, url: string, params: Record<string, string>): string {
  const signed = Object.keys(params)
    .sort()
    .reduce((text, name) => `${text}${name}${params[name]}`, url)
  return createHmac('sha1', token).update(signed).digest('base64')
}

/**
 * Whether a request is signed by Twilio.
 * @param url the URL as configured at Twilio: from PUBLIC_URL, never from the Host header
 */
export function isFromTwilio(
  settings: TwilioSettings,
  signature: string | null,
  url: string,
  params: Record<string, string>,
): boolean {
  if (!settings.TWILIO_AUTH_TOKEN || !signature) return false
  const right = Buffer.from(twilioSignature(settings.TWILIO_AUTH_TOKEN, url, params))
  const given = Buffer.from(signature)
  return right.length === given.length && timingSafeEqual(right, given)
}

const escaped: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
const xml = (text: string) => text.replace(/[&<>"']/g, (sign) => escaped[sign] ?? sign)

/**
 * Writes TwiML that speaks the parts in order. With `keys`, the call waits for one key and posts it to that URL; else
 * it ends.
 */
export function twiml(language: 'en-GB' | 'zh-CN', parts: string[], keys?: string): string {
  const speech = parts.map((part) => `<Say language="${language}">${xml(part)}</Say>`).join('')
  const body = keys
    ? `<Gather input="dtmf" numDigits="1" timeout="10" method="POST" action="${xml(keys)}">${speech}</Gather>`
    : `${speech}<Hangup/>`
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${body}</Response>`
}
