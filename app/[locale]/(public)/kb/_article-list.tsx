import { getTranslations } from 'next-intl/server'
import css from '@/app/_ui/plain.module.css'
import type { AppLocale } from '@/server/vocabulary/locale'
import type { ArticleSummary } from '@/server/knowledge/articles/schema'
import { messageOf } from '@/app/_i18n/message-of'

/** Articles, each with its summary and where it applies. */
export async function ArticleList({ locale, articles }: { locale: AppLocale; articles: ArticleSummary[] }) {
  const [t, field] = await Promise.all([
    getTranslations({ locale, namespace: 'knowledge' }),
    getTranslations({ locale, namespace: 'field' }),
  ])
  if (articles.length === 0) return <p className={`${css.text} ${css.dimmed}`}>{t('none')}</p>
  return (
    <ul className={`${css.stack} ${css.list}`}>
      {articles.map((article) => (
        <li key={article.id}>
          <h2 className={css.heading}>
            <a href={`/${locale}/kb/${article.slug}`} className={css.link}>
              {article.title}
            </a>
          </h2>
          <p className={css.text}>{article.summary}</p>
          <div className={css.row} style={{ gap: 4, marginTop: 4 }}>
            {article.scenarios.map((scenario) => (
              <a key={scenario} href={`/${locale}/kb/scenarios/${scenario}`} className={css.tag}>
                {messageOf(field, `scenario.${scenario}`)}
              </a>
            ))}
          </div>
        </li>
      ))}
    </ul>
  )
}
