'use server'
import { cookies } from 'next/headers'
import { localeSchema } from '@/server/vocabulary/locale'
import { localeCookie } from './locale-cookie'

/** Keeps the language for this browser, for a year. Anything but a language we speak is ignored. */
export async function chooseLocale(locale: string): Promise<void> {
  const parsed = localeSchema.safeParse(locale)
  if (!parsed.success) return
  const jar = await cookies()
  jar.set(localeCookie, parsed.data, { path: '/', maxAge: 365 * 86_400, sameSite: 'lax' })
}
