import type { ReactNode } from 'react'
import { localeOf } from '@/server/words/language'
import { translatorOf } from '@/server/words/translators'
import { style } from './style'

/** Renders a page of the acknowledge link to HTML without script. */
export async function renderDocument(locale: string, title: string, body: ReactNode): Promise<string> {
  // Node loads the renderer itself, because Next gives a route handler the React of server components, without it.
  const { renderToStaticMarkup } = await import(/* turbopackIgnore: true */ 'react-dom/server')
  const html = renderToStaticMarkup(
    <html lang={locale}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <main>{body}</main>
      </body>
    </html>,
  )
  return `<!doctype html>${html}`
}

/** Headers of every page that is opened by the secret in its address: it is stored nowhere and runs no script. */
export const plainPageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
}

function renderHint(
  locale: 'en' | 'zh-CN',
  { title, hint }: { title: string; hint: string },
  signInUrl: string,
): Promise<string> {
  return renderDocument(
    locale,
    title,
    <>
      <h1>{title}</h1>
      <p className="org">{hint}</p>
      <p>
        <a href={signInUrl}>{translatorOf(locale, 'acknowledge')('signIn')}</a>
      </p>
    </>,
  )
}

/** Renders the answer for a closed page, without any details of it. */
export function renderClosedPage(engineerLocale: string, signInUrl: string) {
  const locale = localeOf(engineerLocale)
  const t = translatorOf(locale, 'acknowledge')
  return renderHint(locale, { title: t('closed'), hint: t('closedHint') }, signInUrl)
}

/**
 * Renders the answer for a link that never existed or whose account is gone.
 * @param of what the link would have opened: a page, or the form that rates a ticket
 */
export function renderUnknown(of: 'page' | 'rate', acceptLanguage: string | null, signInUrl: string) {
  const locale = /^zh/i.test(acceptLanguage ?? '') ? 'zh-CN' : 'en'
  const t = translatorOf(locale, 'acknowledge')
  const hint = of === 'page' ? t('unknownHint') : translatorOf(locale, 'mail')('rate.unknown')
  return renderHint(locale, { title: t('unknown'), hint }, signInUrl)
}
