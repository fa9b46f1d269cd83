import { type NextRequest, NextResponse } from 'next/server'

/**
 * Tells the root layout the language that a public page has in its address: the layout stands above the address's
 * `[locale]` and writes `<html lang>`. Nothing is authorised here.
 */
export function proxy(request: NextRequest) {
  const headers = new Headers(request.headers)
  headers.set('x-next-intl-locale', request.nextUrl.pathname.split('/')[1] ?? '')
  return NextResponse.next({ request: { headers } })
}

export const config = { matcher: ['/en/:path*', '/zh-CN/:path*'] }
