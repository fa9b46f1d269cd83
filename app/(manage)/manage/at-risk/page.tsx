import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { AtRiskScreen } from './at-risk-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('manage')
  return { title: t('atRisk') }
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function Page({ searchParams }: Props) {
  const after = [(await searchParams).after].flat()[0] ?? null
  prefetch(trpc.insight.atRisk.queryOptions({ after }))
  return (
    <HydrateClient>
      <AtRiskScreen />
    </HydrateClient>
  )
}
