import { type AbstractIntlMessages, NextIntlClientProvider } from 'next-intl'
import { getMessages } from 'next-intl/server'
import type { ReactNode } from 'react'
import { type MessageArea, namespacesOf } from './area-namespaces'

/** Returns the messages of one area, and no others, as its screens use them in the browser. */
export const pickMessages = (all: AbstractIntlMessages, area: MessageArea): AbstractIntlMessages =>
  Object.fromEntries(namespacesOf(area).flatMap((name) => (all[name] ? [[name, all[name]]] : [])))

/** Provides the messages of one area to its screens in the browser. */
export async function AreaMessages({ area, children }: { area: MessageArea; children: ReactNode }) {
  return <NextIntlClientProvider messages={pickMessages(await getMessages(), area)}>{children}</NextIntlClientProvider>
}
