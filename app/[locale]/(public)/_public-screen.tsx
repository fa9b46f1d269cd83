import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { currentViewer, homeOf } from '@/app/_server/viewer'
import css from '@/app/_ui/plain.module.css'
import { type AppLocale, locales } from '@/server/vocabulary/locale'

/**
 * The frame of a public page: links to the product, the knowledge base, the other language and the sign-in page.
 * @param path of this page below its language, such as `/kb`
 * @param spoken the languages in which this page exists
 */
export async function PublicScreen({
  locale,
  path,
  spoken = locales,
  children,
}: {
  locale: AppLocale
  path: string
  spoken?: readonly AppLocale[]
  children: ReactNode
}) {
  const [t, common, viewer] = await Promise.all([
    getTranslations({ locale, namespace: 'knowledge' }),
    getTranslations({ locale, namespace: 'common' }),
    currentViewer(),
  ])
  const gap = 'var(--mantine-spacing-md)'
  return (
    <>
      <header className={css.header} data-print="hide">
        <div className={`${css.wide} ${css.row} ${css.apart}`} style={{ paddingBlock: 'var(--mantine-spacing-sm)' }}>
          <div className={css.row} style={{ gap }}>
            {/* eslint-disable-next-line @next/next/no-html-link-for-pages -- public pages load no code of links */}
            <a href="/" className={css.link} style={{ fontWeight: 650 }}>
              {common('product')}
            </a>
            <a href={`/${locale}/kb`} className={css.link}>
              {t('title')}
            </a>
          </div>
          <div className={css.row} style={{ gap }}>
            <nav className={css.row} aria-label={common('account.language')}>
              {locales.map((each) => (
                <a
                  key={each}
                  href={`/${each}${spoken.includes(each) ? path : '/kb'}`}
                  className={css.link}
                  lang={each}
                  hrefLang={each}
                  aria-current={each === locale ? 'true' : undefined}
                  style={each === locale ? { fontWeight: 600 } : undefined}
                >
                  {t(`language.${each}`)}
                </a>
              ))}
            </nav>
            <a href={viewer ? homeOf(viewer) : '/signin'} className={css.link}>
              {viewer ? t('back') : t('signIn')}
            </a>
          </div>
        </div>
      </header>
      <main className={css.wide} style={{ paddingBlock: 'var(--mantine-spacing-lg)' }}>
        {children}
      </main>
      <footer className={css.wide} style={{ paddingBlock: 'var(--mantine-spacing-lg)' }}>
        <p className={`${css.text} ${css.small} ${css.dimmed}`}>{t('foot')}</p>
      </footer>
    </>
  )
}
