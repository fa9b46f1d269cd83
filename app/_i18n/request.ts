import { getRequestConfig } from 'next-intl/server'
import { messagesOf } from '@/app/_server/messages'
import { currentViewer } from '@/app/_server/viewer'
import { localeSchema } from '@/server/vocabulary/schemas/words'
import { chosenLocale } from './chosen-locale'

/** Uses the language of the URL (public pages), else the account's, else the browser's choice; see `chosenLocale`. */
export default getRequestConfig(async ({ locale, requestLocale }) => {
  const ofAddress = localeSchema.safeParse(locale ?? (await requestLocale))
  const viewer = await currentViewer()
  const language = ofAddress.success ? ofAddress.data : await chosenLocale(viewer)
  return { locale: language, messages: await messagesOf(language), timeZone: viewer?.timeZone ?? 'UTC' }
})
