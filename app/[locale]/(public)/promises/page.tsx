import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { InLanguage } from '@/app/_promises/in-language'
import { PlanPromises } from '@/app/_promises/plan-promises'
import { caller } from '@/app/_server/caller'
import { requireViewer } from '@/app/_server/viewer'
import { EmptyState } from '@/app/_ui/empty-state'
import css from '@/app/_ui/plain.module.css'
import { localeSchema } from '@/server/vocabulary/schemas/words'
import { oneOf } from '@/server/vocabulary/list'
import { locales } from '@/server/vocabulary/locale'
import { PublicScreen } from '../_public-screen'

type Params = Promise<{ locale: string }>

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const locale = oneOf(locales, (await params).locale) ?? 'en'
  return { title: (await getTranslations({ locale, namespace: 'policy' }))('promises.mine') }
}

/** The SLA targets of the reader's own plans; staff see every plan. */
export default async function PromisesPage({ params }: { params: Params }) {
  const locale = localeSchema.safeParse((await params).locale)
  if (!locale.success) notFound()
  await requireViewer()
  const t = await getTranslations({ locale: locale.data, namespace: 'policy' })
  const matrices = await (await caller()).sla.publicMatrix()
  return (
    <PublicScreen locale={locale.data} path="/promises">
      <h1 className={css.title}>{t('promises.mine')}</h1>
      <p className={`${css.text} ${css.dimmed}`} style={{ maxWidth: 'none', marginBottom: 16 }}>
        {t('promises.text')}
      </p>
      <InLanguage locale={locale.data}>
        {matrices.length === 0 && <EmptyState title={t('promises.none')} hint={t('promises.noneHint')} />}
        <PlanPromises matrices={matrices} />
      </InLanguage>
    </PublicScreen>
  )
}
