import { z } from 'zod'
import { runtime } from '@/server/infra/runtime'
import { boundedRequest } from '../bounded'
import { isFromTwilio } from '@/server/integrations/twilio/twilio'

const maxBytes = 64 * 1024

/**
 * Returns the form of a request that Twilio signed; null without a valid signature. The signature covers the URL as
 * Twilio knows it: PUBLIC_URL with the request's path and query.
 */
export async function twilioForm(request: Request): Promise<Record<string, string> | null> {
  const text = await boundedRequest(request, maxBytes)
    ?.text()
    .catch(() => null)
  if (typeof text !== 'string') return null
  const params = Object.fromEntries(new URLSearchParams(text))
  const { env } = runtime()
  const { pathname, search } = new URL(request.url)
  const url = `${env.PUBLIC_URL}${pathname}${search}`
  return isFromTwilio(env, request.headers.get('x-twilio-signature'), url, params) ? params : null
}

export const refused = () => new Response(null, { status: 403 })
/** Parses the id of a message from the path; null when it is invalid. */
export const messageId = (text: string): string | null => z.uuid().safeParse(text).data ?? null
export const keysUrl = (message: string) => (place: number) =>
  `${runtime().env.PUBLIC_URL}/api/twilio/voice/${message}/keys?place=${place}`
export const twimlResponse = (script: string | null) =>
  script
    ? new Response(script, { headers: { 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'no-store' } })
    : new Response(null, { status: 404 })
