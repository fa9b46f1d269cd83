import { cookies, headers } from 'next/headers'
import { type AppLocale, localeSchema } from '@/server/vocabulary/locale'
import { type Viewer } from '@/server/accounts/schema'
import { localeCookie } from './locale-cookie'
import { negotiateLocale } from './negotiate-locale'

/** The language of a screen that has none in its address. */
export async function chosenLocale(viewer: Viewer | null): Promise<AppLocale> {
  const chosen = localeSchema.safeParse((await cookies()).get(localeCookie)?.value)
  if (chosen.success) return chosen.data
  return viewer?.locale ?? negotiateLocale((await headers()).get('accept-language'))
}
