import { createTranslator } from 'next-intl'
import { locale, messages } from '../language'

/** Stands in for next-intl/server, so that components of the server can be shown. */
export const getTranslations = async (namespace: string) => createTranslator({ locale, messages, namespace } as never)
export const getLocale = async () => locale
