import { cookies, headers } from 'next/headers'
import { oneOf } from '@/server/vocabulary/list'
import { type AppLocale, locales } from '@/server/vocabulary/locale'
import { type Viewer } from '@/server/accounts/schema'
import { localeCookie } from './locale-cookie'
import { negotiateLocale } from './negotiate-locale'

/**
 * Returns the language of a screen that has none in its URL: the account's when signed in, else the one chosen in this
 * browser, else the browser's own.
 */
export async function chosenLocale(viewer: Viewer | null): Promise<AppLocale> {
  if (viewer) return viewer.locale
  const chosen = oneOf(locales, (await cookies()).get(localeCookie)?.value)
  return chosen ?? negotiateLocale((await headers()).get('accept-language'))
}
