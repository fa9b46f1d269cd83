import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DraftsScreen } from '@/app/_drafts/drafts-screen'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('people.drafts'))('title') }
}

export default function Page() {
  prefetch(trpc.drafts.list.queryOptions())
  return (
    <HydrateClient>
      <DraftsScreen area="portal" />
    </HydrateClient>
  )
}
