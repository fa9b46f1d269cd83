import { Anchor, Group, Text, Title } from '@mantine/core'
import { TRPCError } from '@trpc/server'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { cache } from 'react'
import { InLanguage } from '@/app/_promises/in-language'
import { PlanPromises } from '@/app/_promises/plan-promises'
import { caller } from '@/app/_server/caller'
import { localeSchema } from '@/server/accounts/schema'

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
  const locale = localeSchema.catch('en').parse(text)
  const t = await getTranslations({ locale, namespace: 'policy' })
  return { title: t('promises.title', { plan: (await promisesOf(plan))[0]?.planName ?? plan }) }
}

/** A plan's promises for anybody, while a manager shows them. */
export default async function PromisePage({ params }: { params: Params }) {
  const { locale: text, plan } = await params
  const locale = localeSchema.safeParse(text)
  if (!locale.success) notFound()
  const matrices = await promisesOf(plan)
  const t = await getTranslations({ locale: locale.data, namespace: 'policy' })
  const other = locale.data === 'en' ? 'zh-CN' : 'en'
  return (
    <InLanguage locale={locale.data}>
      <Group justify="space-between" mb="xs">
        <Title order={1}>{t('promises.title', { plan: matrices[0]?.planName ?? plan })}</Title>
        <Anchor href={`/${other}/promises/${encodeURIComponent(plan)}`} lang={other}>
          {t('promises.otherLanguage')}
        </Anchor>
      </Group>
      <Text c="dimmed" mb="lg">
        {t('promises.text')}
      </Text>
      <PlanPromises matrices={matrices} />
    </InLanguage>
  )
}
