import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { queueFilterOf } from '../_queue/queue-address'
import { QueueScreen } from '../_queue/queue-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('desk.queue')
  return { title: t('title') }
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function Page({ searchParams }: Props) {
  const given = await searchParams
  const filter = queueFilterOf((name) => [given[name]].flat()[0])
  prefetch(trpc.tickets.queue.queryOptions(filter))
  return (
    <HydrateClient>
      <QueueScreen />
    </HydrateClient>
  )
}
