import type { Metadata } from 'next'
import { type AppLocale, locales } from '@/server/vocabulary/locale'

/** Returns, for search engines, a page's canonical URL and its other languages; English is the default. */
export function alternatesOf(
  locale: AppLocale,
  path: string,
  spoken: readonly AppLocale[] = locales,
): Metadata['alternates'] {
  const fallback = spoken.includes('en') ? 'en' : spoken[0]
  return {
    canonical: `/${locale}${path}`,
    languages: {
      ...Object.fromEntries(spoken.map((each) => [each, `/${each}${path}`])),
      ...(fallback ? { 'x-default': `/${fallback}${path}` } : {}),
    },
  }
}
