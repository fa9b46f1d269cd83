import { NextRequest } from 'next/server'
import { maxBodyBytes } from '@/server/infra/input/body-bounds.mjs'
import { boundedRequest } from '../bounded'

const refused = (status: number) => new Response(null, { status, headers: { 'cache-control': 'private, no-store' } })
// Redirects and cookies cannot hold them; next-auth answers 500.
const holdsControls = (values: Iterable<string>) => [...values].some((value) => /[\u0000-\u001f\u007f]/.test(value))
const isForm = (request: Request) =>
  /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers.get('content-type') ?? '')

/**
 * The request as next-auth may see it: a form that is bounded and holds no control characters. A response where it is
 * refused: next-auth itself reads bodies without end, and answers malformed ones with 500.
 * @param action first part of the path behind `/api/auth/`
 */
export async function readSignIn(request: NextRequest, action: string | undefined): Promise<NextRequest | Response> {
  // It writes what anybody sends into the log.
  if (action === '_log') return refused(404)
  if (holdsControls(request.nextUrl.searchParams.values())) return refused(400)
  if (request.method !== 'POST') return request
  if (!isForm(request)) return refused(415)
  const text = await boundedRequest(request, maxBodyBytes(request.nextUrl.pathname))
    ?.text()
    .catch(() => null)
  if (typeof text !== 'string') return refused(413)
  const form = new URLSearchParams(text)
  // A password may hold what its person likes.
  form.delete('password')
  if (holdsControls(form.values())) return refused(400)
  return new NextRequest(request.url, { method: 'POST', headers: request.headers, body: text })
}
