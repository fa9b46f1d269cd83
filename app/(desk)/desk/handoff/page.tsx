import { ticketRights } from '@/server/tickets/rights.rules'
import { canHold } from '@/server/vocabulary/rights/rights'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { requireViewer } from '@/app/_server/viewer'
import { HandoffListScreen } from './handoff-list-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('handoff')
  return { title: t('title') }
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function HandoffPage({ searchParams }: Props) {
  if (!canHold(await requireViewer(), ticketRights.acceptBrief)) notFound()
  prefetch(trpc.handoffs.list.queryOptions({ after: [(await searchParams).after].flat()[0] ?? null }))
  return (
    <HydrateClient>
      <HandoffListScreen />
    </HydrateClient>
  )
}
