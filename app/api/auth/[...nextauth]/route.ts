import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { orUnavailable } from '@/app/_server/outage'
import { authOptions, sourceOf } from '@/server/accounts/sign-in/auth-options'
import { deviceCookieName, deviceCookieSeconds } from '@/server/accounts/sign-in/devices'
import { runtime } from '@/server/infra/runtime'
import { readSignIn } from '../read-sign-in'

interface RouteContext {
  params: Promise<{ nextauth: string[] }>
}

/** Built per request, because the environment is read at run time and a new session records its request. */
async function handler(request: NextRequest, context: RouteContext): Promise<Response> {
  const read = await readSignIn(request, (await context.params).nextauth[0])
  if (read instanceof Response) return read
  let device: string | null = null
  const source = sourceOf(request.headers, (cookie) => {
    device = cookie
  })
  const answer = (await NextAuth(read, context, authOptions(source))) as Response
  if (device === null) return answer
  const headers = new Headers(answer.headers)
  const secure = runtime().env.PUBLIC_URL.startsWith('https://') ? '; Secure' : ''
  headers.append(
    'set-cookie',
    `${deviceCookieName}=${device}; Path=/; Max-Age=${deviceCookieSeconds}; HttpOnly; SameSite=Lax${secure}`,
  )
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers })
}

export const GET = orUnavailable(handler)
export const POST = orUnavailable(handler)
