import { createTranslator, type NamespaceKeys, type NestedKeyOf } from 'next-intl'
import enAcknowledge from '@/messages/en/acknowledge.json'
import enChannels from '@/messages/en/channels.json'
import enCommon from '@/messages/en/common.json'
import enField from '@/messages/en/field.json'
import enHandoff from '@/messages/en/handoff.json'
import enHealth from '@/messages/en/health.json'
import enMail from '@/messages/en/mail.json'
import enOncall from '@/messages/en/oncall.json'
import zhAcknowledge from '@/messages/zh-CN/acknowledge.json'
import zhChannels from '@/messages/zh-CN/channels.json'
import zhCommon from '@/messages/zh-CN/common.json'
import zhField from '@/messages/zh-CN/field.json'
import zhHandoff from '@/messages/zh-CN/handoff.json'
import zhHealth from '@/messages/zh-CN/health.json'
import zhMail from '@/messages/zh-CN/mail.json'
import zhOncall from '@/messages/zh-CN/oncall.json'
import { forFormatter } from './compiled'
import { localeOf } from './language'

/** The message namespaces that the server uses, per language. */
const messages = {
  en: {
    acknowledge: enAcknowledge,
    channels: enChannels,
    common: enCommon,
    field: enField,
    handoff: enHandoff,
    health: enHealth,
    mail: enMail,
    oncall: enOncall,
  },
  'zh-CN': {
    acknowledge: zhAcknowledge,
    channels: zhChannels,
    common: zhCommon,
    field: zhField,
    handoff: zhHandoff,
    health: zhHealth,
    mail: zhMail,
    oncall: zhOncall,
  },
}
type ServerMessages = (typeof messages)['en']
type Namespace = NamespaceKeys<ServerMessages, NestedKeyOf<ServerMessages>>

const formatted = new Map<string, ServerMessages>()

/** Returns the messages of a language for the formatter; they are prepared at first use. */
function messagesFor(language: keyof typeof messages): ServerMessages {
  const known = formatted.get(language)
  if (known) return known
  const made = forFormatter(messages[language])
  formatted.set(language, made)
  return made
}

/**
 * Returns the translator of one namespace of messages/<locale> for texts that the server writes: mails, chat, calls,
 * the acknowledge page, calendar feeds and briefs.
 * @param locale as stored with the reader
 */
export function translatorOf<const N extends Namespace>(locale: string, namespace: N) {
  const language = localeOf(locale)
  return createTranslator<ServerMessages, N>({ locale: language, messages: messagesFor(language), namespace })
}

/**
 * Returns the name of a key of the domain lists (messages/<locale>/field.json); an unknown key is returned as it is.
 */
export function fieldName(locale: string, list: 'product' | 'scenario' | 'platform', key: string): string {
  const names: Record<string, string> = messages[localeOf(locale)].field[list]
  return names[key] ?? key
}
