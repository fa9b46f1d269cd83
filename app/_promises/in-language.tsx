import { NextIntlClientProvider } from 'next-intl'
import { getMessages } from 'next-intl/server'
import type { ReactNode } from 'react'
import { pickMessages } from '@/app/_i18n/area-messages'
import { ThemeProvider } from '@/app/_ui/theme-provider'
import type { AppLocale } from '@/server/vocabulary/locale'

/**
 * Provides theme and messages to a part of a public page that is drawn by the interface library, in the language of its
 * URL, independent of the browser's preference.
 */
export async function InLanguage({ locale, children }: { locale: AppLocale; children: ReactNode }) {
  return (
    <NextIntlClientProvider locale={locale} messages={pickMessages(await getMessages({ locale }), 'public')}>
      <ThemeProvider>{children}</ThemeProvider>
    </NextIntlClientProvider>
  )
}
