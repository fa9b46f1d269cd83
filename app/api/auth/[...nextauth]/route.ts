import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { authOptions } from '@/server/accounts/auth-options'
import { readSignIn } from '../read-sign-in'

interface RouteContext {
  params: Promise<{ nextauth: string[] }>
}

// Built per request: the environment is read when the process runs, not when it is built.
const handler = async (request: NextRequest, context: RouteContext): Promise<Response> => {
  const read = await readSignIn(request, (await context.params).nextauth[0])
  return read instanceof Response ? read : ((await NextAuth(read, context, authOptions())) as Response)
}

export { handler as GET, handler as POST }
