import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { authOptions } from '@/server/accounts/auth-options'

interface RouteContext {
  params: Promise<{ nextauth: string[] }>
}

// Built per request: the environment is read when the process runs, not when it is built.
const handler = (request: NextRequest, context: RouteContext) => NextAuth(request, context, authOptions())

export { handler as GET, handler as POST }
