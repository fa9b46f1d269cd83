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

function renderHint(locale: 'en' | 'zh-CN', kind: 'closed' | 'unknown', signInUrl: string): Promise<string> {
  const t = translatorOf(locale, 'acknowledge')
  return renderDocument(
    locale,
    t(kind),
    <>
      <h1>{t(kind)}</h1>
      <p className="org">{t(`${kind}Hint`)}</p>
      <p>
        <a href={signInUrl}>{t('signIn')}</a>
      </p>
    </>,
  )
}

/** Renders the answer for a closed page, without any details of it. */
export const renderClosedPage = (engineerLocale: string, signInUrl: string) =>
  renderHint(localeOf(engineerLocale), 'closed', signInUrl)

/** Renders the answer for a link that never existed or whose account is gone. */
export const renderUnknownPage = (acceptLanguage: string | null, signInUrl: string) =>
  renderHint(/^zh/i.test(acceptLanguage ?? '') ? 'zh-CN' : 'en', 'unknown', signInUrl)
