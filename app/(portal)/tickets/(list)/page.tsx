import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { requireViewer } from '@/app/_server/viewer'
import { listPlaceOf } from '../list-address'
import { TicketListScreen } from '../ticket-list-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('portal.list')
  return { title: t('title') }
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function TicketsPage({ searchParams }: Props) {
  await requireViewer()
  const given = await searchParams
  const { scope, after, query } = listPlaceOf((name) => [given[name]].flat()[0])
  if (query === '') prefetch(trpc.tickets.mine.queryOptions({ scope, after }))
  else prefetch(trpc.tickets.search.queryOptions({ text: query, after }))
  return (
    <HydrateClient>
      <TicketListScreen />
    </HydrateClient>
  )
}
