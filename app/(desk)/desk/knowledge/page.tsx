import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { KnowledgeScreen } from './knowledge-screen'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('knowledge.editor'))('title') }
}

export default function KnowledgePage() {
  prefetch(trpc.knowledge.all.queryOptions())
  return (
    <HydrateClient>
      <KnowledgeScreen />
    </HydrateClient>
  )
}
