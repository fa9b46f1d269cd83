import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { requireViewer } from '@/app/_server/viewer'
import { TicketListScreen } from './ticket-list-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('portal.list')
  return { title: t('title') }
}

export default async function TicketsPage({ searchParams }: { searchParams: Promise<{ scope?: string | string[] }> }) {
  await requireViewer()
  const scope = (await searchParams).scope === 'done' ? 'done' : 'open'
  prefetch(trpc.tickets.mine.queryOptions({ scope }))
  return (
    <HydrateClient>
      <TicketListScreen scope={scope} />
    </HydrateClient>
  )
}
