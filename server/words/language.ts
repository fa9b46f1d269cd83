import type { AppLocale } from '@/server/vocabulary/locale'

/** Returns the language for texts to a person, from the stored locale; English for an unknown one. */
export const localeOf = (locale: string): AppLocale => (locale === 'zh-CN' ? 'zh-CN' : 'en')

/** Returns the language tag for times and voices. English is British: day before month, 24-hour clock. */
export const languageTag = (locale: string): 'en-GB' | 'zh-CN' => (localeOf(locale) === 'zh-CN' ? 'zh-CN' : 'en-GB')
