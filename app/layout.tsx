import './fonts.css'
import '@mantine/core/styles.css'
import '@mantine/dates/styles.css'
import '@mantine/dropzone/styles.css'
import '@mantine/notifications/styles.css'
import './_ui/theme.css'
import './_ui/phone.css'
import './print.css'
import type { Metadata, Viewport } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { publicUrl } from './_server/public-url'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common')
  return {
    metadataBase: publicUrl(),
    title: { default: t('product'), template: `%s · ${t('product')}` },
  }
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1 }

/**
 * Sets the colour scheme before anything is painted: the reader's choice on this device, else that of the system; a browser
 * that refuses storage has no choice. The theme provider of an area reads and writes the same key.
 */
const setScheme = `var s;try{s=localStorage.getItem("mantine-color-scheme-value")}catch(e){/* Storage is refused. */}document.documentElement.setAttribute("data-mantine-color-scheme",s==="light"||s==="dark"?s:matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light")`

/** The document of every page. Providers of the interface are in the layouts of the areas (app/_server/area-providers). */
export default async function RootLayout({ children }: { children: ReactNode }) {
  // This response's nonce (scripts/start/headers.mjs); without it the CSP blocks inline scripts.
  const nonce = (await headers()).get('x-nonce') ?? undefined
  return (
    // Adds space between Chinese and Latin letters or digits; has no effect on other text.
    <html
      lang={await getLocale()}
      data-mantine-color-scheme="light"
      style={{ textAutospace: 'normal' }}
      suppressHydrationWarning
    >
      <head>
        {/* eslint-disable-next-line no-restricted-syntax -- a script of our own, constant */}
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: setScheme }} />
      </head>
      <body>{children}</body>
    </html>
  )
}
