import { NextIntlClientProvider } from 'next-intl'
import { getMessages } from 'next-intl/server'
import type { ReactNode } from 'react'
import type { AppLocale } from '@/server/vocabulary/locale'

/** Provides the messages of a public page in the language of its URL, independent of the browser's preference. */
export async function InLanguage({ locale, children }: { locale: AppLocale; children: ReactNode }) {
  const { policy, calendar, field, common } = await getMessages({ locale })
  return (
    <NextIntlClientProvider locale={locale} messages={{ policy, calendar, field, common }}>
      {children}
    </NextIntlClientProvider>
  )
}
