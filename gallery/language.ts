import type { AbstractIntlMessages } from 'next-intl'
import type { AppLocale } from '@/server/vocabulary/locale'
// Written by the build (gallery/build.ts): all messages, by language and namespace.
import { all } from 'gallery:messages'

const params = new URLSearchParams(location.search)
export const locale: AppLocale = params.get('locale') === 'zh-CN' ? 'zh-CN' : 'en'
export const scheme = params.get('scheme') === 'dark' ? 'dark' : 'light'
export const messages: AbstractIntlMessages = all[locale]
