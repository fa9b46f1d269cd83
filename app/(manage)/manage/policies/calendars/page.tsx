import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { CalendarsScreen } from './calendars-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('calendar')
  return { title: t('title') }
}

export default async function Page() {
  prefetch(trpc.sla.calendars.queryOptions())
  return (
    <HydrateClient>
      <CalendarsScreen />
    </HydrateClient>
  )
}
