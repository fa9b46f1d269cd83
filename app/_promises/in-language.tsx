import type { ReactNode } from 'react'
import { AreaMessages } from '@/app/_i18n/area-messages'
import { ThemeProvider } from '@/app/_ui/theme-provider'
import type { AppLocale } from '@/server/vocabulary/locale'

/**
 * Provides theme and messages to a part of a public page that is drawn by the interface library, in the language of its
 * URL, independent of the browser's preference.
 */
export function InLanguage({ locale, children }: { locale: AppLocale; children: ReactNode }) {
  return (
    <AreaMessages area="public" locale={locale}>
      <ThemeProvider>{children}</ThemeProvider>
    </AreaMessages>
  )
}
