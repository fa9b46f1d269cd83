import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { requireViewer } from '@/app/_server/viewer'
import { MeScreen } from './me-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('oncall.me')
  return { title: t('title') }
}

export default async function MePage() {
  const viewer = await requireViewer()
  prefetch(trpc.paging.contacts.queryOptions())
  prefetch(trpc.paging.pushKey.queryOptions())
  prefetch(trpc.paging.channels.queryOptions())
  return (
    <HydrateClient>
      <MeScreen viewer={viewer} />
    </HydrateClient>
  )
}
