'use client'
import { type AbstractIntlMessages, NextIntlClientProvider } from 'next-intl'
import type { ReactNode } from 'react'

/** Every language of every area; only development, where messages change, has more. */
const maxKept = 20
const kept = new Map<string, AbstractIntlMessages>()

function messagesOf(json: string): AbstractIntlMessages {
  let messages = kept.get(json)
  if (!messages) {
    messages = JSON.parse(json) as AbstractIntlMessages
    if (kept.size >= maxKept) kept.clear()
    kept.set(json, messages)
  }
  return messages
}

/**
 * Provides messages that were sent as one text: React would otherwise walk through each of them, twice per page. The
 * same text gives the same object, so that translators are shared (useTranslations).
 */
export function MessagesProvider({
  json,
  locale,
  timeZone,
  children,
}: {
  json: string
  locale: string
  timeZone: string
  children: ReactNode
}) {
  return (
    <NextIntlClientProvider locale={locale} timeZone={timeZone} messages={messagesOf(json)}>
      {children}
    </NextIntlClientProvider>
  )
}
