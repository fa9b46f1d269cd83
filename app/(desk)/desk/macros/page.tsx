import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { MacrosScreen } from './macros-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('desk.macros')
  return { title: t('title') }
}

export default function Page() {
  prefetch(trpc.macros.list.queryOptions())
  return (
    <HydrateClient>
      <MacrosScreen />
    </HydrateClient>
  )
}
