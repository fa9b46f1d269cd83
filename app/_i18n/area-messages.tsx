import { type AbstractIntlMessages, NextIntlClientProvider } from 'next-intl'
import { getMessages } from 'next-intl/server'
import type { ReactNode } from 'react'
import { type MessageArea, namespacesOf } from './area-namespaces'

/** Provides the messages of one area, and no others, to its screens in the browser. */
export async function AreaMessages({ area, children }: { area: MessageArea; children: ReactNode }) {
  const all: AbstractIntlMessages = await getMessages()
  const messages = Object.fromEntries(namespacesOf(area).flatMap((name) => (name in all ? [[name, all[name]]] : [])))
  return <NextIntlClientProvider messages={messages}>{children}</NextIntlClientProvider>
}
