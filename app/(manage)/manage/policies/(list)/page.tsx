import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { PoliciesScreen } from '../policies-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common.rail')
  return { title: t('policies') }
}

export default async function Page() {
  prefetch(trpc.sla.policies.queryOptions())
  return (
    <HydrateClient>
      <PoliciesScreen />
    </HydrateClient>
  )
}
