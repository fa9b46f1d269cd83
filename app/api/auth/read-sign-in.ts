import { NextRequest } from 'next/server'
import { maxBodyBytes } from '@/server/infra/input/body-bounds.mjs'
import { boundedRequest } from '../bounded'

const refused = (status: number) => new Response(null, { status, headers: { 'cache-control': 'private, no-store' } })
// Control characters are not allowed in redirects and cookies; next-auth would answer 500.
const holdsControls = (values: Iterable<string>) => [...values].some((value) => /[\u0000-\u001f\u007f]/.test(value))
const isForm = (request: Request) =>
  /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers.get('content-type') ?? '')

/**
 * Returns the request that is safe for next-auth: a form of bounded size without control characters. Returns a response
 * when it is refused, because next-auth reads bodies of any size and answers malformed ones with 500.
 * @param action first part of the path after `/api/auth/`
 */
export async function readSignIn(request: NextRequest, action: string | undefined): Promise<NextRequest | Response> {
  // This endpoint would write whatever anybody sends into the log.
  if (action === '_log') return refused(404)
  if (holdsControls(request.nextUrl.searchParams.values())) return refused(400)
  if (request.method !== 'POST') return request
  if (!isForm(request)) return refused(415)
  const text = await boundedRequest(request, maxBodyBytes(request.nextUrl.pathname))
    ?.text()
    .catch(() => null)
  if (typeof text !== 'string') return refused(413)
  const form = new URLSearchParams(text)
  // A password may contain any character.
  form.delete('password')
  if (holdsControls(form.values())) return refused(400)
  return new NextRequest(request.url, { method: 'POST', headers: request.headers, body: text })
}
