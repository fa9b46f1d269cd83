import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { slaAddressOf } from '../_sla/sla-address'
import { SlaScreen } from '../_sla/sla-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('manage')
  return { title: t('title') }
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function Page({ searchParams }: Props) {
  const given = await searchParams
  const read = (name: string) => [given[name]].flat()[0] ?? null
  const { days, breaches } = slaAddressOf(read)
  prefetch(trpc.insight.overview.queryOptions({ days }))
  prefetch(trpc.insight.breaches.queryOptions(breaches))
  prefetch(trpc.disputes.open.queryOptions({ after: read('disputes') }))
  prefetch(trpc.ratings.low.queryOptions({ after: read('ratings') }))
  prefetch(trpc.breaches.waiting.queryOptions({ after: read('waiting') }))
  return (
    <HydrateClient>
      <SlaScreen />
    </HydrateClient>
  )
}
