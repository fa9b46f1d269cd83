import { pagingRights } from '@/server/paging/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { caller } from '@/app/_server/caller'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { currentContext, requireViewer } from '@/app/_server/viewer'
import { PolicyScreen } from './policy-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('oncall')
  return { title: t('policies') }
}

export default async function PolicyPage({ params }: { params: Promise<{ id: string }> }) {
  if (!can(await requireViewer(), pagingRights.changePolicies)) notFound()
  const { id } = await params
  const { policies } = await (await caller()).paging.policies()
  const known = policies.some((policy) => policy.id === id)
  if (id !== 'new' && !known) notFound()
  prefetch(trpc.paging.policies.queryOptions())
  return (
    <HydrateClient>
      <PolicyScreen id={known ? id : null} now={(await currentContext()).now()} />
    </HydrateClient>
  )
}
