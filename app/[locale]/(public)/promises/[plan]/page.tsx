import { TRPCError } from '@trpc/server'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { cache } from 'react'
import { InLanguage } from '@/app/_promises/in-language'
import { PlanPromises } from '@/app/_promises/plan-promises'
import { caller } from '@/app/_server/caller'
import css from '@/app/_ui/plain.module.css'
import { localeSchema } from '@/server/vocabulary/schemas/words'
import { oneOf } from '@/server/vocabulary/list'
import { locales } from '@/server/vocabulary/locale'
import { alternatesOf } from '../../_alternates'
import { PublicScreen } from '../../_public-screen'

type Params = Promise<{ locale: string; plan: string }>

const promisesOf = cache(async (planKey: string) => {
  try {
    return await (await caller()).sla.publicPromise({ planKey })
  } catch (error) {
    if (error instanceof TRPCError && (error.code === 'NOT_FOUND' || error.code === 'BAD_REQUEST')) notFound()
    throw error
  }
})

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { locale: text, plan } = await params
  const locale = oneOf(locales, text) ?? 'en'
  const t = await getTranslations({ locale, namespace: 'policy' })
  const title = t('promises.title', { plan: (await promisesOf(plan))[0]?.planName ?? plan })
  return { title, alternates: alternatesOf(locale, `/promises/${encodeURIComponent(plan)}`) }
}

/** A plan's SLA targets, public while a manager has made them so. */
export default async function PromisePage({ params }: { params: Params }) {
  const { locale: text, plan } = await params
  const locale = localeSchema.safeParse(text)
  if (!locale.success) notFound()
  const matrices = await promisesOf(plan)
  const t = await getTranslations({ locale: locale.data, namespace: 'policy' })
  return (
    <PublicScreen locale={locale.data} path={`/promises/${encodeURIComponent(plan)}`}>
      <h1 className={css.title}>{t('promises.title', { plan: matrices[0]?.planName ?? plan })}</h1>
      <p className={`${css.text} ${css.dimmed}`} style={{ maxWidth: 'none', marginBottom: 16 }}>
        {t('promises.text')}
      </p>
      <InLanguage locale={locale.data}>
        <PlanPromises matrices={matrices} />
      </InLanguage>
    </PublicScreen>
  )
}
