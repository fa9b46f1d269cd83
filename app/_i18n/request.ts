import { getRequestConfig } from 'next-intl/server'
import { messagesOf } from '@/app/_server/messages'
import { currentViewer } from '@/app/_server/viewer'
import { localeSchema } from '@/server/vocabulary/locale'
import { chosenLocale } from './chosen-locale'

/** The address's language (public pages), else the account's, the one chosen in this browser, the browser's. */
export default getRequestConfig(async ({ locale, requestLocale }) => {
  const ofAddress = localeSchema.safeParse(locale ?? (await requestLocale))
  const viewer = await currentViewer()
  const language = ofAddress.success ? ofAddress.data : await chosenLocale(viewer)
  return { locale: language, messages: await messagesOf(language), timeZone: viewer?.timeZone ?? 'UTC' }
})
