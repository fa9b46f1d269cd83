import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import '@mantine/core/styles.css'
import '@mantine/charts/styles.css'
import '@mantine/dates/styles.css'
import '@mantine/dropzone/styles.css'
import '@mantine/notifications/styles.css'
import './_ui/phone.css'
import './print.css'
import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core'
import type { Metadata, Viewport } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { AreaMessages } from './_i18n/area-messages'
import { publicUrl } from './_server/public-url'
import { currentContext } from './_server/viewer'
import { TrpcClientProvider } from './_trpc/client'
import { ServerClockProvider } from './_ui/server-clock'
import { ThemeProvider } from './_ui/theme-provider'
import { ViewerProvider } from './_ui/viewer-context'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common')
  return {
    metadataBase: publicUrl(),
    title: { default: t('product'), template: `%s · ${t('product')}` },
  }
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1 }

export default async function RootLayout({ children }: { children: ReactNode }) {
  const { viewer, now } = await currentContext()
  // This response's nonce (scripts/start/headers.mjs); without it the CSP blocks inline scripts.
  const nonce = (await headers()).get('x-nonce') ?? undefined
  return (
    // Adds space between Chinese and Latin letters or digits; has no effect on other text.
    <html lang={await getLocale()} style={{ textAutospace: 'normal' }} {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" nonce={nonce} suppressHydrationWarning />
      </head>
      <body>
        <AreaMessages area="root">
          <ThemeProvider>
            <ServerClockProvider renderedAt={now().getTime()}>
              <ViewerProvider viewer={viewer}>
                <TrpcClientProvider>{children}</TrpcClientProvider>
              </ViewerProvider>
            </ServerClockProvider>
          </ThemeProvider>
        </AreaMessages>
      </body>
    </html>
  )
}
