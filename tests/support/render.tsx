import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { AppRouterContext, type AppRouterInstance } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { PathnameContext, SearchParamsContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime'
import { NextIntlClientProvider } from 'next-intl'
import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { TrpcClientProvider } from '@/app/_trpc/client'
import { ServerClockProvider } from '@/app/_ui/server-clock'
import { ThemeProvider } from '@/app/_ui/theme-provider'
import { ViewerProvider } from '@/app/_ui/viewer-context'
import type { AppLocale } from '@/server/vocabulary/locale'
import type { Viewer } from '@/server/accounts/schema'

const messagesOf = (locale: AppLocale) => {
  const folder = path.resolve(import.meta.dirname, '../../messages', locale)
  return Object.fromEntries(
    readdirSync(folder).map((name) => [
      path.basename(name, '.json'),
      JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as never,
    ]),
  )
}
const nowhere = () => undefined
const router: AppRouterInstance = {
  back: nowhere,
  forward: nowhere,
  refresh: nowhere,
  push: nowhere,
  replace: nowhere,
  prefetch: nowhere,
} as never

export interface Rendered {
  html: string
  /** What a person reads, with single spaces. */
  text: string
}

/**
 * Renders a part of a screen as on the server: with the real messages, and before any procedure has answered. Times are
 * in UTC.
 */
export function render(
  element: ReactElement,
  { viewer, now, at = '/', locale = 'en' }: { viewer: Viewer | null; now: Date; at?: string; locale?: AppLocale },
): Rendered {
  const [pathname = '/', query = ''] = at.split('?')
  const html = renderToStaticMarkup(
    <AppRouterContext value={router}>
      <PathnameContext value={pathname}>
        <SearchParamsContext value={new URLSearchParams(query)}>
          <NextIntlClientProvider locale={locale} messages={messagesOf(locale)} timeZone="UTC">
            <ThemeProvider>
              <ServerClockProvider renderedAt={now.getTime()}>
                <ViewerProvider viewer={viewer}>
                  <TrpcClientProvider>{element}</TrpcClientProvider>
                </ViewerProvider>
              </ServerClockProvider>
            </ThemeProvider>
          </NextIntlClientProvider>
        </SearchParamsContext>
      </PathnameContext>
    </AppRouterContext>,
  )
  const words = html
    .replace(/<style[\s\S]*?<\/style>|<script[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&')
  return { html, text: words.replace(/\s+/g, ' ').trim() }
}
