import { getTranslations } from 'next-intl/server'
import type { FrameArea } from './area-home'
import css from './plain.module.css'

/** The "not found" page, also for things that the reader may not see: both look the same. */
export async function NothingHere({ area, home }: { area: FrameArea; home: string }) {
  const [t, ways] = await Promise.all([getTranslations('common.notFound'), getTranslations('failure.back')])
  return (
    <div className={`${css.narrow} ${css.stack}`}>
      <h1 className={css.title}>{t('title')}</h1>
      <p className={`${css.text} ${css.dimmed}`}>{t('text')}</p>
      <a href={home} className={`${css.button} ${css.secondary}`}>
        {ways(area)}
      </a>
    </div>
  )
}
