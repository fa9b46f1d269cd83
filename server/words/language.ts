import type { AppLocale } from '@/server/vocabulary/locale'

/** The language in which a person is written to, of the locale stored with them; English for one that is not known. */
export const localeOf = (locale: string): AppLocale => (locale === 'zh-CN' ? 'zh-CN' : 'en')

/** The language tag for times and voices. English is British: day before month, and 24 hours. */
export const languageTag = (locale: string): 'en-GB' | 'zh-CN' => (localeOf(locale) === 'zh-CN' ? 'zh-CN' : 'en-GB')
