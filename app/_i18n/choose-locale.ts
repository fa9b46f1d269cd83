'use server'
import { cookies } from 'next/headers'
import { caller } from '@/app/_server/caller'
import { currentViewer } from '@/app/_server/viewer'
import { localeSchema } from '@/server/vocabulary/schemas/words'
import { localeCookie } from './locale-cookie'

/**
 * Sets the language of the account (if signed in), for every device and for mails, and of this browser for a year, for
 * pages without sign-in. An unsupported language is ignored.
 */
export async function chooseLocale(locale: string): Promise<void> {
  const parsed = localeSchema.safeParse(locale)
  if (!parsed.success) return
  const jar = await cookies()
  jar.set(localeCookie, parsed.data, { path: '/', maxAge: 365 * 86_400, sameSite: 'lax' })
  if (await currentViewer()) await (await caller()).accounts.chooseLanguage({ locale: parsed.data })
}
