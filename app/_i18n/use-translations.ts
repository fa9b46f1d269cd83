import { createTranslator, useLocale, useMessages, type useTranslations as useTranslationsOfLibrary } from 'next-intl'

type Translator = ReturnType<typeof useTranslationsOfLibrary>
const kept = new WeakMap<object, Map<string, Translator>>()

/**
 * Returns the translator of a namespace, as the hook of next-intl does, which makes one per component and request and
 * parses every message anew with it. Here all components share one, on the server all requests too, because a list
 * draws a thousand of them. No message formats an instant, so a translator does not depend on the reader's zone.
 */
export const useTranslations = ((namespace?: string) => {
  const locale = useLocale()
  const messages = useMessages()
  let known = kept.get(messages)
  if (!known) kept.set(messages, (known = new Map()))
  const key = `${locale} ${namespace ?? ''}`
  let translator = known.get(key)
  if (!translator) {
    const options = { locale, messages, namespace, timeZone: 'UTC' }
    translator = createTranslator(options as Parameters<typeof createTranslator>[0]) as Translator
    known.set(key, translator)
  }
  return translator
}) as typeof useTranslationsOfLibrary
