import type { AbstractIntlMessages } from 'next-intl'
import { getLocale, getMessages, getTimeZone } from 'next-intl/server'
import type { ReactNode } from 'react'
import { type MessageArea, namespacesOf } from './area-namespaces'
import { MessagesProvider } from './messages-provider'

const kept = new WeakMap<object, Map<MessageArea, string>>()

/** Returns the messages of one area as JSON, and no others, as its screens use them in the browser. */
function messagesJson(all: AbstractIntlMessages, area: MessageArea): string {
  let known = kept.get(all)
  if (!known) kept.set(all, (known = new Map()))
  let json = known.get(area)
  if (json === undefined) {
    json = JSON.stringify(
      Object.fromEntries(namespacesOf(area).flatMap((name) => (all[name] ? [[name, all[name]]] : []))),
    )
    known.set(area, json)
  }
  return json
}

/** Provides the messages of one area to its screens in the browser, in the reader's language or that of the URL. */
export async function AreaMessages({
  area,
  locale,
  children,
}: {
  area: MessageArea
  locale?: string
  children: ReactNode
}) {
  const language = locale ?? (await getLocale())
  const [all, timeZone] = await Promise.all([getMessages({ locale: language }), getTimeZone()])
  return (
    <MessagesProvider locale={language} timeZone={timeZone} json={messagesJson(all, area)}>
      {children}
    </MessagesProvider>
  )
}
