import { redirect } from 'next/navigation'
import { getLocale, getTranslations } from 'next-intl/server'
import { caller } from './_server/caller'
import { currentViewer, homeOf } from './_server/viewer'
import css from './_ui/plain.module.css'

/** The public start page; redirects signed-in people to their own start page. */
export default async function StartScreen() {
  const viewer = await currentViewer()
  if (viewer) redirect(homeOf(viewer))
  if (await (await caller()).accounts.setupNeeded()) redirect('/setup')
  const t = await getTranslations('common.home')
  return (
    <main className={css.narrow}>
      <div className={css.stack}>
        <h1 className={css.title}>{t('title')}</h1>
        <p className={css.text} style={{ fontSize: 'var(--mantine-font-size-lg)', fontWeight: 550 }}>
          {t('lead')}
        </p>
        <p className={`${css.text} ${css.dimmed}`}>{t('text')}</p>
        <div className={css.row} style={{ gap: 16, marginTop: 12 }}>
          {/* eslint-disable-next-line @next/next/no-html-link-for-pages -- public pages load no code of links */}
          <a href="/signin" className={`${css.button} ${css.large}`}>
            {t('signIn')}
          </a>
          <a href={`/${await getLocale()}/kb`} className={`${css.link} ${css.underlined}`}>
            {t('knowledge')}
          </a>
        </div>
      </div>
    </main>
  )
}
