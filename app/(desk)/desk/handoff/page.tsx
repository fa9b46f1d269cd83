import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { requireViewer } from '@/app/_server/viewer'
import { isEngineer } from '@/server/accounts/schema'
import { HandoffListScreen } from './handoff-list-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('handoff')
  return { title: t('title') }
}

export default async function HandoffPage() {
  if (!isEngineer(await requireViewer())) notFound()
  prefetch(trpc.handoffs.list.queryOptions())
  return (
    <HydrateClient>
      <HandoffListScreen />
    </HydrateClient>
  )
}
